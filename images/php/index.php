<?php
$name = $_GET["name"] ?? "you";
printf("hello %s from user %d, %s, with %s\n", $name, posix_getuid(), getenv("APP_ENV"), ini_get("memory_limit"));
