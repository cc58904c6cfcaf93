#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

/* Tells by how much zlib makes smaller what it reads. */
int main(void) {
    static unsigned char text[1 << 20];
    uLong length = fread(text, 1, sizeof text, stdin);
    uLongf squeezed = compressBound(length);
    unsigned char *result = malloc(squeezed);
    if (result == NULL || compress(result, &squeezed, text, length) != Z_OK) return EXIT_FAILURE;
    printf("%lu bytes become %lu with zlib %s\n", length, squeezed, zlibVersion());
    return EXIT_SUCCESS;
}
