// Serves kinesalite on a free loopback port: prints its URL on the first line, and ends when its input ends.
// The states of a stream pass in 20 ms, and there is room for the shards of many cases.

const kinesalite = require('kinesalite')

const options = { createStreamMs: 20, deleteStreamMs: 20, updateStreamMs: 20, shardLimit: 10000 }
const server = kinesalite(options)
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
process.stdin.resume().on('end', () => process.exit(0))
