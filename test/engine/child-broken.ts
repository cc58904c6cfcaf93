// A module that fails while it is loaded.
throw new Error("the module does not load");
