exports.handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify({
    resource: event.resource,
    id: event.pathParameters?.id,
    starts: process.env.APPROVAL,
  }),
});
