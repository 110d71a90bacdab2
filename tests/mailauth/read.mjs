// What mailauth makes of each message: node read.mjs NAMESERVER CLIENT_IP FILE… prints one JSON object a line.
import { authenticate } from 'mailauth';
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';

const [server, ip, ...files] = process.argv.slice(2);
const names = new Resolver();
names.setServers([server]);

for (const file of files) {
  const r = await authenticate(await readFile(file), {
    ip,
    helo: 'relay.test',
    mta: 'mx.test',
    disableArc: true,
    disableBimi: true,
    resolver: (name, type) => names.resolve(name, type)
  });
  console.log(
    JSON.stringify({
      dkim: (r.dkim?.results ?? []).map(d => ({
        result: d.status.result,
        comment: d.status.comment,
        aligned: d.status.aligned,
        algorithm: d.algo,
        domain: d.signingDomain,
        selector: d.selector,
        canonical: d.format,
        length: d.maxBodyLength ?? null
      })),
      spf: r.spf?.status?.result,
      dmarc: r.dmarc ? { result: r.dmarc.status.result, policy: r.dmarc.policy } : null
    })
  );
}
