// The peer's central: express-pouchdb on LevelDB, no fsync a write, on loopback. Says its port when it is ready.
const express = require("express");
const PouchDB = require("pouchdb");
const [folder] = process.argv.slice(2);
const Stored = PouchDB.defaults({ prefix: folder + "/" });
const app = express();
app.use("/", require("express-pouchdb")(Stored, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: folder + "/log" }));
const server = app.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
