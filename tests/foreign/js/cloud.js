// Queues, objects and functions by the AWS SDK for JavaScript, with what a developer's code has: the environment alone says
// where and who. Prints what came as one line of JSON.
//
//     AWS_ENDPOINT_URL=… AWS_REGION=… AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… node cloud.js NAME FUNCTION

import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateQueueCommand, DeleteMessageCommand, GetQueueAttributesCommand, QueueDoesNotExist, ReceiveMessageCommand,
  SendMessageBatchCommand, SendMessageCommand, SQSClient,
} from '@aws-sdk/client-sqs'

const [name, FunctionName] = process.argv.slice(2)
const refusal = (call) => call.then(() => 'nothing', (error) => error)

const sqs = new SQSClient({})
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '30' } }))
await sqs.send(new SendMessageCommand({
  QueueUrl, MessageBody: 'one', MessageAttributes: { kind: { DataType: 'String', StringValue: 'first' } },
}))
const Entries = ['two', 'three'].map((MessageBody, index) => ({ Id: `${index}`, MessageBody }))
const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
const bodies = []
let kind
while (bodies.length < 3) {
  const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] }
  const { Messages } = await sqs.send(new ReceiveMessageCommand(request))
  if (!Messages) break
  for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
    bodies.push(Body)
    kind ??= MessageAttributes?.kind?.StringValue
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  }
}
const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'VisibilityTimeout']
const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
const noQueue = await refusal(sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-absent`, MessageBody: '' })))

const s3 = new S3Client({ forcePathStyle: true })
const key = 'päth/with space+plus'
await s3.send(new CreateBucketCommand({ Bucket: name }))
await s3.send(new PutObjectCommand({ Bucket: name, Key: key, Body: 'a body', ContentType: 'text/plain', Metadata: { a: 'b' } }))
const object = await s3.send(new GetObjectCommand({ Bucket: name, Key: key, ChecksumMode: 'ENABLED' }))
const listed = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: 'päth/' }))
const noKey = await refusal(s3.send(new GetObjectCommand({ Bucket: name, Key: 'absent' })))

const lambda = new LambdaClient({})
const invoked = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"size":3}' }))
const failed = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"do":"error"}' }))
const { Functions } = await lambda.send(new ListFunctionsCommand({}))

const stranger = new SQSClient({ credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: 'wrong' } })
const wrongSecret = await refusal(stranger.send(new CreateQueueCommand({ QueueName: 'mine' })))

console.log(JSON.stringify({
  sent: Successful.length, bodies: bodies.sort(), kind, attributes: Attributes,
  noQueue: noQueue instanceof QueueDoesNotExist,
  body: await object.Body.transformToString(), metadata: object.Metadata, type: object.ContentType,
  keys: listed.Contents.map((found) => found.Key), noKey: noKey instanceof NoSuchKey && noKey.$metadata.httpStatusCode,
  reply: JSON.parse(invoked.Payload.transformToString()), functionError: failed.FunctionError,
  functions: Functions.map((found) => found.FunctionName), wrongSecret: wrongSecret.name,
}))
process.exit(0)
