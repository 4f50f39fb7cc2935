// The APIs and function URLs of all stacks, as requests find them.

import type { Realm, StackApi, StackCors, StackDocument, StackFunctionUrl } from '@perdure/protocol';
import { stageOf } from '../stacks/stack-addresses.ts';
import { apiSource, type EventSource, urlSource } from './request-event.ts';
import { type RouteMatch, RouteTable } from './route-table.ts';

export interface ServedApi {
  readonly api: StackApi;
  readonly table: RouteTable;
  readonly source: EventSource;
  readonly stage: string;
}

export interface ServedUrl {
  readonly url: StackFunctionUrl;
  readonly source: EventSource;
  /** What every request to the URL matches. */
  readonly match: RouteMatch;
  readonly cors: StackCors | undefined;
}

const ANONYMOUS = 'anonymous';

export class ServedApis {
  readonly #realm: Realm;
  #apis: ReadonlyMap<string, ServedApi> = new Map();
  #urls: ReadonlyMap<string, ServedUrl> = new Map();

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  adopt(documents: readonly StackDocument[]): void {
    const apis = documents.flatMap(({ Apis = [] }) => Apis);
    const urls = documents.flatMap(({ FunctionUrls = [] }) => FunctionUrls);
    this.#apis = new Map(apis.map((api) => [api.ApiId, this.#serveApi(api)]));
    this.#urls = new Map(urls.map((url) => [url.UrlId, this.#serveUrl(url)]));
  }

  api(apiId: string): ServedApi | undefined {
    return this.#apis.get(apiId);
  }

  url(urlId: string): ServedUrl | undefined {
    return this.#urls.get(urlId);
  }

  #serveApi(api: StackApi): ServedApi {
    return {
      api,
      table: new RouteTable(api.Routes, api.Protocol),
      source: apiSource(api, this.#realm),
      stage: stageOf(api),
    };
  }

  #serveUrl(url: StackFunctionUrl): ServedUrl {
    const accountId = url.AuthType === 'NONE' ? ANONYMOUS : this.#realm.account;
    const integration = { Type: 'AWS_PROXY', Function: url.Function } as const;
    return {
      url,
      source: urlSource(url.UrlId, accountId),
      match: { route: { Method: 'ANY', Path: '$default', Integration: integration }, pathParameters: {} },
      cors: url.Cors,
    };
  }
}
