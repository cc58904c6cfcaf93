#!/bin/bash
printf 'Content-Type: text/plain\r\n\r\n'
echo "hello ${QUERY_STRING#name=} from user $UID"
