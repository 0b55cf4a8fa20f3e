import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Calls a Legwork node and verifies the receipt of every reply. One file, JDK 17 or newer, nothing else. An instance may be
 * shared by threads.
 */
public final class Legwork {
  /** The node said no (RFC 9457). {@code code} is stable; all are listed at /docs/errors of the node. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    public final int status;
    public final String code;
    /** Seconds after which to ask again, of 429 and 503; else -1. */
    public final long retryAfter;

    Refused(int status, String code, String detail, long retryAfter) {
      super(detail);
      this.status = status;
      this.code = code;
      this.retryAfter = retryAfter;
    }
  }

  /** A body does not prove what it says. {@code fault}: body, digest, proof, signature or entry. */
  public static final class Unproven extends IOException {
    private static final long serialVersionUID = 1;

    public final String fault;

    Unproven(String fault, String message) {
      super(message);
      this.fault = fault;
    }
  }

  /** A question about one subject. {@code caseReference} may be null. */
  public record Question(String subject, List<String> items, String purpose, String caseReference) {}

  /** What was proven: the answer without its receipt, the ledger's entry, its place in the log, and the bytes that prove it. */
  public record Proven(Map<String, Object> answer, Map<String, Object> entry, long index, byte[] body) {
    /** The granted items of the subject's rows; empty when there is no such subject. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> records() {
      return (List<Map<String, Object>>) answer.get("records");
    }
  }

  /** What is asked of several subjects, and why. {@code caseReference} may be null. */
  public record Wanted(List<String> items, String purpose, String caseReference) {}

  /**
   * One yes-or-no question. {@code is}: equals, atLeast, atMost, or listed, which asks whether there is a record of the
   * subject and takes neither item nor value.
   */
  public record Check(String is, String item, Object value) {
    public static Check listed() {
      return new Check("listed", null, null);
    }
  }

  /** Records whose item is one of the values, or lies from one to another; what is null is not asked. */
  public record Filter(String item, List<?> in, Object from, Object until) {
    public static Filter in(String item, List<?> values) {
      return new Filter(item, values, null, null);
    }

    public static Filter between(String item, Object from, Object until) {
      return new Filter(item, null, from, until);
    }
  }

  /** What one of several subjects is answered with: {@code proven}, or else {@code refusal}, the code of the rule. */
  public record Result(String subject, Proven proven, String refusal) {}

  /** A page of what a query found; {@code nextCursor} is null at its end. */
  public record Found(List<Proven> answers, String nextCursor) {}

  /** A page of changes. Keep {@code cursor} once the page is stored; ask again at once while there is {@code more}. */
  public record Changes(List<Result> changes, String cursor, boolean more) {}

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long TOKEN_MARGIN_SECONDS = 30;

  private final String node;
  private final String clientId;
  private final String secret;
  private final PrivateKey privateKey;
  private final String keyId;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
  private List<String> verifierKeys;
  private String token;
  private long tokenUntil;

  private Legwork(
      String node, String clientId, String secret, PrivateKey privateKey, String keyId, List<String> verifierKeys) {
    this.node = node.replaceAll("/+$", "");
    this.clientId = clientId;
    this.secret = secret;
    this.privateKey = privateKey;
    this.keyId = keyId;
    this.verifierKeys = verifierKeys;
  }

  /**
   * With a private key whose public half the node knows (private_key_jwt, RFC 7523), as the Ed25519 JWK that was downloaded.
   * {@code verifierKeys} are the lines of GET /ledger/keys, kept with your configuration; null fetches them from the node,
   * which proves no more than that the node agrees with itself.
   */
  public static Legwork withPrivateKey(String node, String clientId, String jwk, List<String> verifierKeys)
      throws GeneralSecurityException, IOException {
    Map<String, Object> key = Json.object(jwk);
    if (!"Ed25519".equals(key.get("crv"))) throw new GeneralSecurityException("The private key is not an Ed25519 JWK");
    byte[] head = HexFormat.of().parseHex("302e020100300506032b657004220420");
    byte[] material = join(head, Base64.getUrlDecoder().decode((String) key.get("d")));
    PrivateKey made = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(material));
    return new Legwork(node, clientId, null, made, (String) key.get("kid"), verifierKeys);
  }

  public static Legwork withSecret(String node, String clientId, String secret, List<String> verifierKeys) {
    return new Legwork(node, clientId, Objects.requireNonNull(secret), null, null, verifierKeys);
  }

  /**
   * Reads granted items of one subject. {@code resource} is the code as the catalogue shows it: 202001/000001.
   *
   * @throws Refused when the node says no
   * @throws Unproven when the reply does not prove itself
   */
  public Proven call(String resource, Question question)
      throws IOException, InterruptedException, GeneralSecurityException {
    Wanted wanted = wanted(question);
    return proven(ask(resource, "calls", body(wanted, "subject", question.subject())), resource, wanted);
  }

  /** Asks yes-or-no questions about one subject: no value leaves. The answer's {@code checks} say of each whether it is met. */
  public Proven verify(String resource, String subject, List<Check> checks, String purpose, String caseReference)
      throws IOException, InterruptedException, GeneralSecurityException {
    Wanted wanted = new Wanted(null, purpose, caseReference);
    List<Object> asked = new ArrayList<>();
    for (Check check : checks) asked.add(present("is", check.is(), "item", check.item(), "value", check.value()));
    return proven(
        ask(resource, "verifications", body(wanted, "subject", subject, "checks", asked)), resource, wanted);
  }

  /** Counts the subjects with a record that meets the filters: the answer's {@code count}, rounded down to whole steps. */
  public Proven count(String resource, List<Filter> filters, String purpose, String caseReference)
      throws IOException, InterruptedException, GeneralSecurityException {
    Wanted wanted = new Wanted(null, purpose, caseReference);
    return proven(ask(resource, "counts", body(wanted, "filters", written(filters))), resource, wanted);
  }

  /** Reads up to 1,000 subjects at once, in their order: each is answered with a receipt of its own, or refused by its rule. */
  public List<Result> callMany(String resource, List<String> subjects, Wanted wanted)
      throws IOException, InterruptedException, GeneralSecurityException {
    Json json = Json.of(ask(resource, "batch-calls", body(wanted, "subjects", subjects)));
    return results(json, json.root().get("results"), resource, wanted);
  }

  /** Finds records by granted items, page by page; each subject found is answered with a receipt of its own. {@code cursor} is null at first. */
  public Found query(String resource, List<Filter> filters, Wanted wanted, int limit, String cursor)
      throws IOException, InterruptedException, GeneralSecurityException {
    Json json = Json.of(
        ask(resource, "queries", body(wanted, "filters", written(filters), "limit", limit, "cursor", cursor)));
    Map<String, Object> page = json.root();
    List<Proven> answers = new ArrayList<>();
    for (Object answer : list(page.get("answers"))) answers.add(proven(json.textOf(answer), resource, wanted));
    return new Found(answers, (String) page.get("nextCursor"));
  }

  /**
   * Reads what changed since {@code cursor} was given, subject by subject; without one (null), of everyone. A subject whose
   * answer has no records is to be dropped.
   */
  public Changes changes(String resource, Wanted wanted, int limit, String cursor)
      throws IOException, InterruptedException, GeneralSecurityException {
    Json json = Json.of(ask(resource, "changes", body(wanted, "limit", limit, "cursor", cursor)));
    Map<String, Object> page = json.root();
    if (page.get("unchanged") != null) proven(json.textOf(page.get("unchanged")), resource, wanted);
    return new Changes(
        results(json, page.get("changes"), resource, wanted),
        (String) page.get("cursor"),
        Boolean.TRUE.equals(page.get("more")));
  }

  /** Tries a call on a made-up subject of the sandbox: judged by your grants, answered from made-up values, without a receipt. */
  public Map<String, Object> sandbox(String resource, Question question)
      throws IOException, InterruptedException, GeneralSecurityException {
    return Json.of(ask(resource, "sandbox-calls", body(wanted(question), "subject", question.subject()))).root();
  }

  private static Wanted wanted(Question question) {
    return new Wanted(question.items(), question.purpose(), question.caseReference());
  }

  private static Map<String, Object> body(Wanted wanted, Object... more) {
    Map<String, Object> made = present(more);
    made.putAll(
        present("items", wanted.items(), "purpose", wanted.purpose(), "caseReference", wanted.caseReference()));
    return made;
  }

  private static List<Object> written(List<Filter> filters) {
    List<Object> made = new ArrayList<>();
    for (Filter filter : filters)
      made.add(present("item", filter.item(), "in", filter.in(), "from", filter.from(), "until", filter.until()));
    return made;
  }

  /** Names and values in turn; what is null is left out. */
  private static Map<String, Object> present(Object... pairs) {
    Map<String, Object> made = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) if (pairs[i + 1] != null) made.put((String) pairs[i], pairs[i + 1]);
    return made;
  }

  private static List<?> list(Object value) throws Unproven {
    if (value instanceof List<?> list) return list;
    throw new Unproven("body", "the body holds no list of answers");
  }

  private List<Result> results(Json json, Object results, String resource, Wanted wanted)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<Result> made = new ArrayList<>();
    for (Object each : list(results)) {
      if (!(each instanceof Map<?, ?> result) || !(result.get("subject") instanceof String subject))
        throw new Unproven("body", "an answer names no subject");
      Proven proven = result.get("answer") == null ? null : proven(json.textOf(result.get("answer")), resource, wanted);
      String refusal = result.get("refusal") instanceof Map<?, ?> rule ? String.valueOf(rule.get("code")) : null;
      if ((proven == null) == (refusal == null)) throw new Unproven("body", "a subject is neither answered nor refused");
      made.add(new Result(subject, proven, refusal));
    }
    return made;
  }

  private Proven proven(byte[] body, String resource, Wanted wanted)
      throws IOException, InterruptedException, GeneralSecurityException {
    Proven proven = verifyReceipt(body, verifierKeys());
    requireAsked(proven, resource.replace('-', '/'), wanted);
    return proven;
  }

  private byte[] ask(String resource, String form, Map<String, Object> asked)
      throws IOException, InterruptedException, GeneralSecurityException {
    String path = "/api/v1/resources/" + resource.replace('/', '-') + "/" + form;
    try {
      return post(path, asked);
    } catch (Refused refused) {
      if (refused.status != 401) throw refused;
      forgetToken();
      return post(path, asked);
    }
  }

  /** The keys given, or those that the node names. */
  public synchronized List<String> verifierKeys() throws IOException, InterruptedException {
    if (verifierKeys == null) {
      String text = new String(send(HttpRequest.newBuilder(URI.create(node + "/ledger/keys"))), StandardCharsets.UTF_8);
      verifierKeys = text.lines().filter(line -> !line.isBlank()).toList();
    }
    return verifierKeys;
  }

  /** An access token; one is used until shortly before its end. */
  public synchronized String token() throws IOException, InterruptedException, GeneralSecurityException {
    if (token != null && System.nanoTime() < tokenUntil) return token;
    var about = Json.object(
        new String(
            send(HttpRequest.newBuilder(URI.create(node + "/oidc/.well-known/openid-configuration"))),
            StandardCharsets.UTF_8));
    // The path is the node's, the address the one that was given: behind a gateway they can differ.
    URI endpoint = URI.create(node + URI.create((String) about.get("token_endpoint")).getPath());
    var request = HttpRequest.newBuilder(endpoint).header("content-type", "application/x-www-form-urlencoded");
    String form = "grant_type=client_credentials";
    if (privateKey == null) {
      String pair = encode(clientId) + ":" + encode(secret);
      request.header("authorization", "Basic " + Base64.getEncoder().encodeToString(utf8(pair)));
    } else {
      form += "&client_id=" + encode(clientId)
          + "&client_assertion_type=" + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
          + "&client_assertion=" + assertion((String) about.get("issuer"));
    }
    var reply = Json.object(
        new String(send(request.POST(HttpRequest.BodyPublishers.ofString(form))), StandardCharsets.UTF_8));
    long seconds = Math.max(0, ((Number) reply.get("expires_in")).longValue() - TOKEN_MARGIN_SECONDS);
    token = (String) reply.get("access_token");
    tokenUntil = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    return token;
  }

  private synchronized void forgetToken() {
    token = null;
  }

  private byte[] post(String path, Map<String, Object> body)
      throws IOException, InterruptedException, GeneralSecurityException {
    return send(
        HttpRequest.newBuilder(URI.create(node + path))
            .header("authorization", "Bearer " + token())
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
  }

  private byte[] send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = http.send(request.timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 == 2) return response.body();
    Map<String, Object> problem;
    try {
      problem = Json.object(new String(response.body(), StandardCharsets.UTF_8));
    } catch (Unproven notJson) {
      problem = Map.of();
    }
    Object code = problem.getOrDefault("code", problem.getOrDefault("error", "unknown"));
    Object detail = problem.getOrDefault("detail", problem.getOrDefault("title", "HTTP " + response.statusCode()));
    long wait = response.headers().firstValue("retry-after").filter(text -> text.matches("\\d+")).map(Long::parseLong)
        .orElse(-1L);
    throw new Refused(response.statusCode(), String.valueOf(code), String.valueOf(detail), wait);
  }

  private String assertion(String issuer) throws GeneralSecurityException {
    long now = System.currentTimeMillis() / 1000;
    Map<String, Object> header = new LinkedHashMap<>(Map.of("alg", "EdDSA", "typ", "JWT"));
    if (keyId != null) header.put("kid", keyId);
    Map<String, Object> claims = Map.of(
        "iss", clientId, "sub", clientId, "aud", issuer, "jti", UUID.randomUUID().toString(), "iat", now, "exp", now + 60);
    String signed = base64Url(utf8(Json.write(header))) + "." + base64Url(utf8(Json.write(claims)));
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(privateKey);
    signer.update(utf8(signed));
    return signed + "." + base64Url(signer.sign());
  }

  /** The receipt must be of this very question: one of another call proves nothing here. */
  private void requireAsked(Proven proven, String resource, Wanted wanted) throws Unproven {
    Map<String, Object> entry = proven.entry();
    boolean fits = "call".equals(entry.get("kind"))
        && resource.equals(entry.get("resource"))
        && resource.equals(proven.answer().get("resource"))
        && wanted.purpose().equals(entry.get("purpose"))
        && Objects.equals(wanted.caseReference(), entry.get("case"))
        // A verification and a count ask for no items' values.
        && (wanted.items() == null
            || entry.get("items") instanceof List<?> items && new TreeSet<>(wanted.items()).equals(new TreeSet<>(items)))
        && entry.get("actor") instanceof Map<?, ?> actor
        && clientId.equals(actor.get("client"));
    if (!fits) throw new Unproven("entry", "the receipt is of another call");
  }

  // ---- receipts

  /**
   * Verifies a reply's body, byte for byte as it came, against verifier keys (the lines of GET /ledger/keys, kept from before).
   * Needs no network. The bytes are hashed as they stand, so any change of them is found.
   */
  public static Proven verifyReceipt(byte[] body, List<String> verifierKeys) throws IOException, GeneralSecurityException {
    String text = decode(body);
    Json parsed = new Json(text);
    Map<String, Object> answer = parsed.root();
    Object last = answer.remove("receipt");
    if (!(last instanceof Map<?, ?> receipt)
        || !(receipt.get("entry") instanceof Map<?, ?>)
        || !(receipt.get("salt") instanceof String salt)
        || !(receipt.get("proof") instanceof String proof)
        || parsed.receiptEnd != text.length() - 1)
      throw new Unproven("body", "the body does not end with its receipt");
    @SuppressWarnings("unchecked")
    Map<String, Object> entry = (Map<String, Object>) receipt.get("entry");

    // The reply as it was before its receipt was put at its end.
    String head = text.substring(0, parsed.receiptStart);
    String reply = (head.endsWith(",") ? head.substring(0, head.length() - 1) : head) + "}";
    byte[] salted = join(fromBase64(salt, "digest"), utf8(reply));
    if (!base64Url(sha256(salted)).equals(entry.get("replyDigest")))
      throw new Unproven("digest", "the reply is not the one whose digest the ledger holds");

    int end = proof.indexOf("\n\n");
    String[] lines = proof.substring(0, Math.max(0, end)).split("\n");
    if (end < 0 || lines.length < 2 || !lines[0].equals("c2sp.org/tlog-proof@v1") || !lines[1].matches("index (0|[1-9]\\d{0,15})"))
      throw new Unproven("proof", "the proof is not a c2sp.org/tlog-proof@v1 without extra data");
    long index = Long.parseLong(lines[1].substring(6));
    List<byte[]> path = new ArrayList<>();
    for (String line : Arrays.asList(lines).subList(2, lines.length)) path.add(fromBase64(line, "proof"));

    Checkpoint checkpoint = readCheckpoint(proof.substring(end + 2), verifierKeys);
    byte[] leaf = sha256(join(new byte[] {0}, utf8(text.substring(parsed.entryStart, parsed.entryEnd))));
    if (!Arrays.equals(rootFrom(leaf, index, checkpoint.size(), path), checkpoint.root()))
      throw new Unproven("proof", "the proof does not lead from the entry to the signed root");
    return new Proven(answer, entry, index, body);
  }

  private record Checkpoint(long size, byte[] root) {}

  /** c2sp.org/signed-note and tlog-checkpoint. Signatures of keys not given are passed over. */
  private static Checkpoint readCheckpoint(String note, List<String> verifierKeys)
      throws IOException, GeneralSecurityException {
    int end = note.lastIndexOf("\n\n");
    String[] said = note.substring(0, Math.max(0, end)).split("\n");
    if (end < 0 || said.length < 3 || !said[1].matches("0|[1-9]\\d{0,15}") || !note.endsWith("\n"))
      throw new Unproven("signature", "the checkpoint cannot be read");
    byte[] signedText = utf8(note.substring(0, end + 1));
    boolean signed = false;
    for (String line : note.substring(end + 2, note.length() - 1).split("\n")) {
      String[] parts = line.split(" ");
      if (parts.length != 3 || !parts[0].equals("\u2014"))
        throw new Unproven("signature", "a signature line cannot be read");
      byte[] bytes = fromBase64(parts[2], "signature");
      for (String verifier : verifierKeys) {
        byte[] key = keyOf(verifier.strip());
        String name = verifier.substring(0, verifier.indexOf('+'));
        if (!name.equals(parts[1]) || bytes.length < 5 || !Arrays.equals(keyHash(name, key), Arrays.copyOf(bytes, 4))) continue;
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(publicKey(Arrays.copyOfRange(key, 1, 33)));
        check.update(signedText);
        boolean holds = false;
        try {
          holds = check.verify(Arrays.copyOfRange(bytes, 4, bytes.length));
        } catch (GeneralSecurityException malformed) {
          // A signature of the wrong form is a wrong one.
        }
        if (!holds) throw new Unproven("signature", "the checkpoint's signature is wrong");
        signed |= name.equals(said[0]);
      }
    }
    if (!signed) throw new Unproven("signature", "none of the given keys of " + said[0] + " signed the checkpoint");
    return new Checkpoint(Long.parseLong(said[1]), fromBase64(said[2], "signature"));
  }

  /** The 0x01 and 32 bytes of a verifier key: name+id+base64. */
  private static byte[] keyOf(String verifier) throws IOException, GeneralSecurityException {
    String[] parts = verifier.split("\\+", 3);
    byte[] key = parts.length == 3 ? fromBase64(parts[2], "signature") : new byte[0];
    if (key.length != 33 || key[0] != 1 || !HexFormat.of().formatHex(keyHash(parts[0], key)).equals(parts[1]))
      throw new Unproven("signature", "a verifier key is malformed");
    return key;
  }

  private static byte[] keyHash(String name, byte[] key) throws GeneralSecurityException {
    return Arrays.copyOf(sha256(join(utf8(name + "\n"), key)), 4);
  }

  private static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
    byte[] head = HexFormat.of().parseHex("302a300506032b6570032100");
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(head, raw)));
  }

  /** RFC 9162, 2.1.3.2; null when the proof is of no leaf of such a tree. */
  private static byte[] rootFrom(byte[] leaf, long index, long size, List<byte[]> path) throws GeneralSecurityException {
    if (index >= size) return null;
    long fn = index;
    long sn = size - 1;
    byte[] hash = leaf;
    for (byte[] step : path) {
      if (sn == 0 || step.length != 32) return null;
      boolean right = (fn & 1) == 1 || fn == sn;
      hash = sha256(right ? join(new byte[] {1}, step, hash) : join(new byte[] {1}, hash, step));
      if (right) {
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 ? hash : null;
  }

  // ---- bytes and JSON

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) all.put(part);
    return all.array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String decode(byte[] bytes) throws Unproven {
    try {
      return StandardCharsets.UTF_8.newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new Unproven("body", "the body is not UTF-8");
    }
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] fromBase64(String text, String fault) throws Unproven {
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException malformed) {
      throw new Unproven(fault, "not base64");
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Just enough JSON (RFC 8259): it remembers where the receipt and its entry stand, and refuses a name that is repeated. */
  private static final class Json {
    private static final int MAX_DEPTH = 200;
    private final String text;
    private int at;
    int receiptStart = -1;
    int receiptEnd = -1;
    int entryStart = -1;
    int entryEnd = -1;
    /** Where each object stands that was read. */
    private final Map<Object, int[]> places = new IdentityHashMap<>();

    Json(String text) {
      this.text = text;
    }

    static Json of(byte[] body) throws Unproven {
      return new Json(decode(body));
    }

    /** The bytes of an object that was read, as they came: an answer within a body is proven by these. */
    byte[] textOf(Object object) throws Unproven {
      int[] place = places.get(object);
      if (place == null) throw new Unproven("body", "an answer is no object");
      return utf8(text.substring(place[0], place[1]));
    }

    static Map<String, Object> object(String text) throws Unproven {
      return new Json(text).root();
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> root() throws Unproven {
      Object value = value(0, "");
      space();
      if (at != text.length() || !(value instanceof Map)) throw fault();
      return (Map<String, Object>) value;
    }

    private Object value(int depth, String path) throws Unproven {
      space();
      if (depth > MAX_DEPTH || at >= text.length()) throw fault();
      char first = text.charAt(at);
      if (first == '{') return map(depth, path);
      if (first == '[') return list(depth, path);
      if (first == '"') return string();
      for (String word : new String[] {"true", "false", "null"}) {
        if (!text.startsWith(word, at)) continue;
        at += word.length();
        return word.equals("null") ? null : (Object) word.equals("true");
      }
      int start = at;
      while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
      String number = text.substring(start, at);
      if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) throw fault();
      return number.matches("-?\\d{1,18}") ? (Number) Long.parseLong(number) : (Number) Double.parseDouble(number);
    }

    private Map<String, Object> map(int depth, String path) throws Unproven {
      Map<String, Object> made = new LinkedHashMap<>();
      int began = at++;
      if (next('}')) return made;
      do {
        space();
        int start = at;
        if (at >= text.length() || text.charAt(at) != '"') throw fault();
        String name = string();
        require(':');
        space();
        int from = at;
        String here = path + "/" + name;
        Object value = value(depth + 1, here);
        if (made.containsKey(name)) throw fault();
        made.put(name, value);
        if (here.equals("/receipt")) {
          receiptStart = start;
          receiptEnd = at;
        } else if (here.equals("/receipt/entry")) {
          entryStart = from;
          entryEnd = at;
        }
      } while (next(','));
      require('}');
      places.put(made, new int[] {began, at});
      return made;
    }

    private List<Object> list(int depth, String path) throws Unproven {
      List<Object> made = new ArrayList<>();
      at++;
      if (next(']')) return made;
      do made.add(value(depth + 1, path + "/")); while (next(','));
      require(']');
      return made;
    }

    private String string() throws Unproven {
      StringBuilder made = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char each = text.charAt(at);
        if (each == '"') {
          at++;
          return made.toString();
        }
        if (each < 0x20) throw fault();
        if (each != '\\') {
          made.append(each);
          continue;
        }
        if (++at >= text.length()) throw fault();
        char escaped = text.charAt(at);
        int plain = "\"\\/bfnrt".indexOf(escaped);
        if (plain >= 0) {
          made.append("\"\\/\b\f\n\r\t".charAt(plain));
        } else {
          if (escaped != 'u' || at + 5 > text.length() || !text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) throw fault();
          made.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
          at += 4;
        }
      }
      throw fault();
    }

    private boolean next(char wanted) {
      space();
      if (at >= text.length() || text.charAt(at) != wanted) return false;
      at++;
      return true;
    }

    private void require(char wanted) throws Unproven {
      if (!next(wanted)) throw fault();
    }

    private void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private Unproven fault() {
      return new Unproven("body", "not JSON at character " + at);
    }

    static String write(Object value) {
      if (value instanceof Map<?, ?> map)
        return map.entrySet().stream()
            .map(each -> write(each.getKey()) + ":" + write(each.getValue()))
            .collect(java.util.stream.Collectors.joining(",", "{", "}"));
      if (value instanceof List<?> list)
        return list.stream().map(Json::write).collect(java.util.stream.Collectors.joining(",", "[", "]"));
      if (!(value instanceof String text)) return String.valueOf(value);
      StringBuilder made = new StringBuilder("\"");
      for (char each : text.toCharArray()) {
        if (each == '"' || each == '\\') made.append('\\').append(each);
        else if (each < 0x20) made.append(String.format("\\u%04x", (int) each));
        else made.append(each);
      }
      return made.append('"').toString();
    }
  }

  /**
   * On the command line: {@code java Legwork.java RESOURCE PURPOSE ITEM[,ITEM]} with the subject on standard input, so that it
   * stays out of the shell's history, and LEGWORK_NODE, LEGWORK_CLIENT, and LEGWORK_KEY (file of the private JWK) or
   * LEGWORK_SECRET in the environment. LEGWORK_VERIFIER_KEYS (a file) holds the node's keys. {@code java Legwork.java verify
   * FILE} verifies a saved reply. Prints the proven answer.
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    List<String> keys = env.containsKey("LEGWORK_VERIFIER_KEYS")
        ? java.nio.file.Files.readAllLines(java.nio.file.Path.of(env.get("LEGWORK_VERIFIER_KEYS"))).stream().filter(line -> !line.isBlank()).toList()
        : null;
    try {
      Proven proven;
      if (args.length == 2 && args[0].equals("verify")) {
        proven = verifyReceipt(java.nio.file.Files.readAllBytes(java.nio.file.Path.of(args[1])), Objects.requireNonNull(keys));
      } else {
        String node = env.get("LEGWORK_NODE");
        String client = env.get("LEGWORK_CLIENT");
        Legwork legwork = env.containsKey("LEGWORK_KEY")
            ? withPrivateKey(node, client, java.nio.file.Files.readString(java.nio.file.Path.of(env.get("LEGWORK_KEY"))), keys)
            : withSecret(node, client, env.get("LEGWORK_SECRET"), keys);
        String subject = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
        proven = legwork.call(args[0], new Question(subject, List.of(args[2].split(",")), args[1], null));
      }
      System.out.write(utf8(Json.write(Map.of("index", proven.index(), "answer", proven.answer())) + "\n"));
      System.out.flush();
    } catch (Refused refused) {
      System.err.println("refused " + refused.status + " " + refused.code + ": " + refused.getMessage());
      System.exit(1);
    } catch (Unproven unproven) {
      System.err.println("unproven " + unproven.fault + ": " + unproven.getMessage());
      System.exit(2);
    }
  }
}
