exports.handler = async ({ pathParameters, requestContext }) => ({
  statusCode: 202,
  headers: { 'x-stage': requestContext.stage },
  body: JSON.stringify({ source: pathParameters.source, worker: process.env.WORKER }),
});
