import os


def lambda_handler(event, context):
    return {"parts": int(os.environ["PARTS"])}
