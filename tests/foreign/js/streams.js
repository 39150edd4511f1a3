// Puts, reads and subscribes by the AWS SDK for JavaScript, and prints what came as one line of JSON.
//
//     node streams.js ENDPOINT REGION ACCESS_KEY_ID SECRET_ACCESS_KEY STREAM
//
// The SDK speaks HTTP/2 by default; its handler for HTTP/1.1 carries the same event stream.

import {
  CreateStreamCommand, DeleteStreamCommand, DescribeStreamSummaryCommand, GetRecordsCommand, GetShardIteratorCommand,
  KinesisClient, PutRecordCommand, PutRecordsCommand, RegisterStreamConsumerCommand, ResourceNotFoundException,
  SubscribeToShardCommand, waitUntilStreamExists,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'

const [endpoint, region, accessKeyId, secretAccessKey, StreamName] = process.argv.slice(2)
const client = new KinesisClient({
  endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1, requestHandler: new NodeHttpHandler(),
})
const call = (command) => client.send(command)
const text = (record) => new TextDecoder().decode(record.Data)
const data = (value) => new TextEncoder().encode(value)
const ShardId = 'shardId-000000000000'

await call(new CreateStreamCommand({ StreamName, ShardCount: 1 }))
await waitUntilStreamExists({ client, maxWaitTime: 10, minDelay: 1 }, { StreamName })
const put = await call(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: data('0') }))
const Records = ['1', '2'].map((value) => ({ PartitionKey: 'k', Data: data(value) }))
const batch = await call(new PutRecordsCommand({ StreamName, Records }))

const { ShardIterator } = await call(new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }))
const read = await call(new GetRecordsCommand({ ShardIterator }))

const { StreamDescriptionSummary } = await call(new DescribeStreamSummaryCommand({ StreamName }))
const { StreamARN } = StreamDescriptionSummary
const { Consumer } = await call(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'c' }))
const StartingPosition = { Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: put.SequenceNumber }
const subscription = await call(new SubscribeToShardCommand({ ConsumerARN: Consumer.ConsumerARN, ShardId, StartingPosition }))
const pushed = []
for await (const event of subscription.EventStream) {
  pushed.push(...event.SubscribeToShardEvent.Records.map(text))
  if (pushed.length === 3) break
}

const refused = await call(new DescribeStreamSummaryCommand({ StreamName: `${StreamName}-absent` })).catch((error) => error)
await call(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }))

console.log(JSON.stringify({
  failed: batch.FailedRecordCount,
  numbers: [put, ...batch.Records].map((record) => record.SequenceNumber),
  read: read.Records.map(text),
  readNumbers: read.Records.map((record) => record.SequenceNumber),
  arrived: read.Records.every((record) => Math.abs(record.ApproximateArrivalTimestamp - Date.now()) < 60_000),
  pushed,
  refused: refused instanceof ResourceNotFoundException && refused.$metadata.httpStatusCode,
}))
process.exit(0)
