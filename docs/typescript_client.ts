// Reads sorted members with chosen columns, sets up a source, sends rows and
// fetches every format of an export, with types made from our schema:
//
//   python manage.py spectacular --file schema.yml
//   npm install openapi-typescript openapi-fetch typescript
//   npx openapi-typescript schema.yml -o kocops.d.ts
//   npx tsc --strict --target es2022 --module nodenext --lib es2022,dom typescript_client.ts
//   KOCOPS=http://127.0.0.1:8000 TOKEN=… SEGMENT=1 node typescript_client.js
import createClient from "openapi-fetch";
import type { components, paths } from "./kocops";

declare const process: { env: Record<string, string | undefined> };
type Member = components["schemas"]["Member"];

const api = createClient<paths>({
  baseUrl: process.env.KOCOPS ?? "",
  headers: { Authorization: `Bearer ${process.env.TOKEN}` },
});

async function members(): Promise<Member[]> {
  const fields: ("nickname" | "joined_on")[] = ["nickname", "joined_on"];
  const rows: Member[] = [];
  let cursor: string | undefined;
  do {
    const order = cursor ? { cursor } : { sort: "-joined_on" as const };
    const { data, error } = await api.GET("/api/v1/members/", {
      params: { query: { ...order, fields, limit: 7 } },
    });
    if (error) throw new Error(`${error.title}: ${error.detail}`);
    rows.push(...data.results);
    cursor = data.next_cursor ?? undefined;
  } while (cursor);
  return rows;
}

async function main(): Promise<void> {
  const rows = await members();
  console.log("members", rows.length, Object.keys(rows[0] ?? {}).join());
  const source = `ts-${Date.now()}`;
  const made = await api.POST("/api/v1/sources/", {
    body: { name: source, kinds: { sign_in: "login" } },
  });
  console.log("source", made.response.status, made.data?.name);
  const changed = await api.PATCH("/api/v1/sources/{name}/", {
    params: { path: { name: source } },
    body: { label: "TypeScript" },
  });
  console.log("changed", changed.response.status, changed.data?.label);
  const event = { external_id: "1", member: "u1", occurred_at: "2026-05-01T09:30:00+08:00", kind: "sign_in" };
  const sent = await api.POST("/api/v1/events/", { body: { source, events: [event] } });
  console.log("sent", sent.response.status, sent.data?.accepted);
  const upserted = await api.PUT("/api/v1/members/", {
    body: { source, members: [{ identity: "ts:1", nickname: "阿海", city: "厦门" }] },
  });
  console.log("upserted", upserted.response.status, upserted.data?.created);
  for (const as of ["ndjson", "csv", "parquet"] as const) {
    const got = await api.GET("/api/v1/segments/{segment_id}/export/", {
      params: { path: { segment_id: Number(process.env.SEGMENT) }, query: { as } },
      parseAs: "arrayBuffer",
    });
    console.log("export", as, got.response.status, (got.data?.byteLength ?? 0) > 0);
  }
}

main();
