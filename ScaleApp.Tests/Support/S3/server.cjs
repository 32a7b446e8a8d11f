// Runs the S3-speaking server on a free port of loopback: node server.cjs FOLDER BUCKET. Prints the port.
const S3rver = require('@20minutes/s3rver');

const [directory, bucket] = process.argv.slice(2);
new S3rver({ directory, address: '127.0.0.1', port: 0, silent: true, vhostBuckets: false, configureBuckets: [{ name: bucket }] })
  .run()
  .then(({ port }) => console.log(`port ${port}`));
