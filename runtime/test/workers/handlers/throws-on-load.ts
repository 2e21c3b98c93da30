throw new Error("no database configured\nsecond line");
