// What the values of a template come to: every intrinsic function, pseudo parameter and kind of parameter.

import { describe, expect, it } from 'vitest';
import type { StackSource } from './read-stack.ts';
import { modelOf, refusalOf } from './testing/read-text.ts';

/** The value of an output, with a template around it. */
function outputOf(value: string, more: Partial<StackSource> = {}): string | undefined {
  return modelOf(templateWith(value), more).outputs[0]?.OutputValue;
}

const templateWith = (value: string): string => `
Parameters:
  Name: { Type: String, Default: espresso }
  Sizes: { Type: CommaDelimitedList, Default: 'small, large' }
  Count: { Type: Number, Default: 3 }
Mappings:
  Prices:
    small: { price: '2.50' }
    large: { price: 3.50 }
Conditions:
  IsMany: !Not [!Equals [!Ref Count, 1]]
  IsLarge: !Or [!Equals [!Ref Name, x], !And [Condition: IsMany, !Equals ['3', !Ref Count]]]
  IsNever: !Equals [a, b]
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '\${AWS::StackName}-orders'
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
Outputs:
  Value: { Value: ${value} }
`;

describe('intrinsic functions', () => {
  it.each([
    ['!Ref Name', 'espresso'],
    ['{ Ref: Name }', 'espresso'],
    ['!Ref Orders', 'shop-orders'],
    ['!GetAtt Orders.Arn', 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop-orders'],
    ['{ "Fn::GetAtt": [Orders, Arn] }', 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop-orders'],
    [
      '!Sub "${Name}: ${Orders.Arn} ${!Kept}"',
      'espresso: arn:aws:dynamodb:eu-west-1:123456789012:table/shop-orders ${Kept}',
    ],
    ['!Sub ["${A}/${Name}", { A: !Ref Count }]', '3/espresso'],
    ['!Join ["-", [a, !Ref Name, !Ref Count]]', 'a-espresso-3'],
    ['!Join ["+", !Ref Sizes]', 'small+large'],
    ['!Select [1, !Ref Sizes]', 'large'],
    ['!Select ["0", !Split ["/", "x/y"]]', 'x'],
    ['!If [IsLarge, large, small]', 'large'],
    ['!If [IsNever, !Ref DoesNotExist, small]', 'small'],
    ['!FindInMap [Prices, !Select [1, !Ref Sizes], price]', '3.50'],
    ['!FindInMap [Prices, tiny, price, { DefaultValue: none }]', 'none'],
    ['!Base64 hello', 'aGVsbG8='],
    ['!Length [a, b, c]', '3'],
    ['!ToJsonString { a: [!Ref Name] }', '{"a":["espresso"]}'],
    ['!Select [2, !GetAZs ""]', 'eu-west-1c'],
    ['!Select [1, !Cidr [10.0.0.0/16, 3, 8]]', '10.0.1.0/24'],
    ['!Ref AWS::StackName', 'shop'],
    [
      '!Sub "${AWS::Region} ${AWS::AccountId} ${AWS::Partition} ${AWS::URLSuffix}"',
      'eu-west-1 123456789012 aws amazonaws.com',
    ],
    ['!Ref AWS::StackId', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop'],
    ['012345678901', '012345678901'],
    ['1.10', '1.10'],
    ['true', 'true'],
  ])('%s is %s', (value, expected) => {
    expect(outputOf(value)).toBe(expected);
  });

  it('an exported value of another stack is imported', () => {
    const imports = new Map([['vpc-bus', 'arn:bus']]);
    expect(outputOf('!ImportValue vpc-bus', { imports })).toBe('arn:bus');
    expect(refusalOf(templateWith('!ImportValue vpc-buss'), { imports })).toContain(
      'No stack on this server exports vpc-buss. Did you mean vpc-bus?',
    );
  });

  it('AWS::NoValue takes a property away', () => {
    const text = `
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Handler: index.handler
      Runtime: nodejs24.x
      Environment: { Variables: { A: !Ref AWS::NoValue, B: b } }
      Timeout: !If [Never, 9, !Ref 'AWS::NoValue']
Conditions: { Never: !Equals [1, 2] }
`;
    const { settings } = modelOf(text).functions[0] ?? {};
    expect(settings?.Environment.Variables).toEqual({ B: 'b' });
    expect(settings?.Timeout).toBe(3);
  });

  it('anchors and merge keys are followed', () => {
    const text = `
Resources:
  A: &table
    Type: AWS::DynamoDB::Table
    Properties: &keys
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  B: *table
  C:
    Type: AWS::DynamoDB::Table
    Properties: { <<: *keys, TableName: named }
`;
    expect(modelOf(text).tables).toHaveLength(3);
    expect(modelOf(text).tables[2]?.TableName).toBe('named');
  });
});

describe('parameters', () => {
  const text = `
Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
  Size: { Type: Number, Default: 5, MinValue: 1, MaxValue: 9 }
  Code: { Type: String, Default: ab, AllowedPattern: '[a-z]{2}', ConstraintDescription: Two letters. }
  Key: { Type: String, NoEcho: true, Default: secret }
Resources: {}
`;
  const given = (parameterOverrides: Record<string, string>) => ({ parameterOverrides });

  it('are what is given, else the default; secret ones are masked', () => {
    expect(modelOf(text, given({ Stage: 'dev', Size: '7' })).parameters).toEqual({
      Stage: 'dev',
      Size: '7',
      Code: 'ab',
      Key: '****',
    });
  });

  it.each([
    [
      {},
      'template.yaml:3:3: Parameter Stage has no default and no value was given. Give it: --parameter-overrides Stage=…',
    ],
    [{ Stage: 'test' }, 'Parameter Stage: "test" is not allowed; it takes dev, prod.'],
    [{ Stage: 'dev', Size: 'x' }, 'Parameter Size: "x" is not a number.'],
    [{ Stage: 'dev', Size: '10' }, 'Parameter Size: "10" is above the most, 9.'],
    [{ Stage: 'dev', Code: 'ABC' }, 'Parameter Code: "ABC" does not match [a-z]{2}. Two letters.'],
    [
      { Stage: 'dev', Stagee: 'dev' },
      'A value was given for Stagee, which is not a parameter. Did you mean Stage?',
    ],
  ])('given %j: refused', (overrides, message) => {
    expect(refusalOf(text, given(overrides as Record<string, string>))).toContain(message);
  });
});
