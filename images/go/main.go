package main

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		name := request.URL.Query().Get("name")
		if name == "" {
			name = "world"
		}
		fmt.Fprintf(response, "Hello, %s!\n", name)
	})
	log.Fatal(http.ListenAndServe(":8000", nil))
}
