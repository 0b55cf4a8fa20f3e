import type { ExampleLanguage } from './examples-search.ts';

export interface Example {
  node: string;
  clientId: string;
  /** Whether the client signs with a key pair, or sends a secret. */
  signs: boolean;
  /** Resource code, as 202001/000001. */
  resource: string;
  items: readonly string[];
  purpose: string;
  /** Of the sandbox; null for a real call, whose subject is read from the environment. */
  subject: string | null;
}

/** A call that runs as it stands, once the key lies where it says. */
export function exampleCode(language: ExampleLanguage, example: Example): string {
  return { curl, typescript, python, java }[language](example);
}

const pathOf = ({ resource, subject }: Example) =>
  `/api/v1/resources/${resource.replace('/', '-')}/${subject === null ? 'calls' : 'sandbox-calls'}`;
const quoted = (items: readonly string[]) => items.map((item) => `"${item}"`).join(', ');

function curl(example: Example): string {
  const { node, clientId, signs, items, purpose, subject } = example;
  const body = JSON.stringify({ subject: subject ?? "'$SUBJECT'", items, purpose }).replace(
    "'$SUBJECT'",
    `'"$SUBJECT"'`,
  );
  const token = [
    `TOKEN=$(curl -s ${node}/oidc/token`,
    ...(signs
      ? [
          `-d client_id=${clientId} -d client_assertion="$ASSERTION"`,
          '-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        ]
      : [`-u "${clientId}:$CLIENT_SECRET"`]),
    `-d grant_type=client_credentials | python3 -c 'import json,sys; print(json.load(sys.stdin)["access_token"])')`,
  ];
  const call = [
    `curl -s ${node}${pathOf(example)}`,
    `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json'`,
    `-d '${body}' -o reply.json`,
  ];
  return `${signs ? curlAssertion(example) : ''}${token.join(' \\\n  ')}\n\n${call.join(' \\\n  ')}\n\ncat reply.json\n`;
}

/** Signs with OpenSSL: the JWK's private part becomes a PEM key first. */
function curlAssertion({ node, clientId }: Example): string {
  return `cat > assertion.py <<'END'
import base64, json, subprocess, sys, tempfile, time, uuid
b64 = lambda data: base64.urlsafe_b64encode(data).rstrip(b'=').decode()
key = json.load(open('${clientId}.jwk'))
der = bytes.fromhex('302e020100300506032b657004220420') + base64.urlsafe_b64decode(key['d'] + '==')
pem = '-----BEGIN PRIVATE KEY-----\\n' + base64.b64encode(der).decode() + '\\n-----END PRIVATE KEY-----\\n'
head = {'alg': 'EdDSA', 'typ': 'JWT', 'kid': key['kid']}
now = int(time.time())
claims = {'iss': '${clientId}', 'sub': '${clientId}', 'aud': '${node}/oidc', 'jti': str(uuid.uuid4()), 'iat': now, 'exp': now + 60}
text = b64(json.dumps(head).encode()) + '.' + b64(json.dumps(claims).encode())
with tempfile.NamedTemporaryFile() as k, tempfile.NamedTemporaryFile() as t:
    k.write(pem.encode()); k.flush(); t.write(text.encode()); t.flush()
    print(text + '.' + b64(subprocess.check_output(['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey', k.name, '-in', t.name])))
END
ASSERTION=$(python3 assertion.py)
`;
}

function typescript({ node, clientId, signs, resource, items, purpose, subject }: Example): string {
  return `import { readFileSync } from 'node:fs';
import { LegworkClient } from 'legwork-client';

const legwork = new LegworkClient({
  node: '${node}',
  clientId: '${clientId}',
  ${signs ? `privateKey: JSON.parse(readFileSync('${clientId}.jwk', 'utf8')),` : 'secret: process.env.CLIENT_SECRET,'}
});
const { ${subject === null ? 'answer, index' : 'records'} } = await legwork.${subject === null ? 'call' : 'sandbox'}('${resource}', {
  subject: ${subject === null ? 'process.env.SUBJECT!' : `'${subject}'`},
  items: [${items.map((item) => `'${item}'`).join(', ')}],
  purpose: '${purpose}',
});
console.log(${subject === null ? 'index, answer.records' : 'records'});
`;
}

function python(example: Example): string {
  const { node, clientId, signs, items, purpose, subject } = example;
  return `${signs ? '# pip install requests pyjwt[crypto]\nimport json, os, time, uuid\nimport jwt, requests' : '# pip install requests\nimport os\nimport requests'}

node = '${node}'
client = '${clientId}'
${
  signs
    ? `jwk = json.load(open(f'{client}.jwk'))
now = int(time.time())
assertion = jwt.encode(
    {'iss': client, 'sub': client, 'aud': f'{node}/oidc', 'jti': str(uuid.uuid4()), 'iat': now, 'exp': now + 60},
    jwt.PyJWK(jwk, algorithm='EdDSA').key, algorithm='EdDSA', headers={'kid': jwk['kid']})
token = requests.post(f'{node}/oidc/token', data={
    'grant_type': 'client_credentials', 'client_id': client, 'client_assertion': assertion,
    'client_assertion_type': 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'}).json()['access_token']`
    : `token = requests.post(f'{node}/oidc/token', auth=(client, os.environ['CLIENT_SECRET']),
    data={'grant_type': 'client_credentials'}).json()['access_token']`
}
reply = requests.post(f'{node}${pathOf(example)}', headers={'Authorization': f'Bearer {token}'}, json={
    'subject': ${subject === null ? "os.environ['SUBJECT']" : `'${subject}'`}, 'items': [${items.map((item) => `'${item}'`).join(', ')}], 'purpose': '${purpose}'})
open('reply.json', 'wb').write(reply.content)
print(reply.json().get('records', reply.json()))
`;
}

function java({ node, clientId, signs, resource, items, purpose, subject }: Example): string {
  return `import java.nio.file.*;
import java.util.List;

public class Example {
  public static void main(String[] args) throws Exception {
    Legwork legwork = ${
      signs
        ? `Legwork.withPrivateKey(
        "${node}", "${clientId}", Files.readString(Path.of("${clientId}.jwk")), null)`
        : `Legwork.withSecret(
        "${node}", "${clientId}", System.getenv("CLIENT_SECRET"), null)`
    };
    var question = new Legwork.Question(
        ${subject === null ? 'System.getenv("SUBJECT")' : `"${subject}"`}, List.of(${quoted(items)}), "${purpose}", null);
    System.out.println(legwork.${subject === null ? `call("${resource}", question).records()` : `sandbox("${resource}", question).get("records")`});
  }
}
`;
}
