package embeddedcloud.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import embeddedcloud.s3.EmbeddedS3;
import embeddedcloud.s3.EmbeddedS3.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** S3 returns the same in the JVM and over HTTP. */
class S3Test {
  private static final byte[] BYTES = {0, (byte) 0xff, 13, 10, 7};

  /** Its SHA-256 is not that of {@link #BYTES}. */
  private static final String OTHER_SHA256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  private final EmbeddedS3 s3 = new EmbeddedS3("123456789012", "eu-central-1");

  /** The name of a way to S3, and whether it is a wire. */
  static Stream<Arguments> ways() {
    return Stream.of(Arguments.of(false), Arguments.of(true));
  }

  private S3Client client(boolean wire) {
    s3.createBucket("own");
    return wire
        ? WireClients.at(
            Endpoint.with("s3", ids -> new S3Service(s3, ids)),
            S3Client.builder()
                .forcePathStyle(true)
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(config -> config.chunkedEncodingEnabled(false)))
        : s3;
  }

  private static String code(S3Client client, Consumer<PutObjectRequest.Builder> request) {
    return catchThrowableOfType(
            S3Exception.class, () -> client.putObject(request, RequestBody.fromBytes(BYTES)))
        .awsErrorDetails()
        .errorCode();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatWasPut_isGot_underAnyKey(boolean wire) {
    S3Client client = client(wire);
    for (String key : new String[] {"a", "a/b c+d%20é", "a//b"}) {
      String eTag =
          client
              .putObject(
                  r -> r.bucket("own").key(key).contentType("a/b"), RequestBody.fromBytes(BYTES))
              .eTag();
      var got = client.getObject(r -> r.bucket("own").key(key), ResponseTransformer.toBytes());

      assertThat(got.asByteArray()).as(key).isEqualTo(BYTES);
      assertThat(got.response().contentType()).isEqualTo("a/b");
      assertThat(got.response().eTag()).isEqualTo(eTag);
      assertThat(s3.objects()).containsKey("own/" + key);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anObjectThatExists_isOverwritten_unlessTheRequestSaysOtherwise(boolean wire) {
    S3Client client = client(wire);
    client.putObject(r -> r.bucket("own").key("a").ifNoneMatch("*"), RequestBody.fromString("1"));
    assertThatThrownBy(
            () ->
                client.putObject(
                    r -> r.bucket("own").key("a").ifNoneMatch("*"), RequestBody.fromString("2")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            refused -> {
              assertThat(refused.statusCode()).isEqualTo(412);
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
            });
    assertThat(s3.objects().get("own/a").body()).isEqualTo("1");

    client.putObject(r -> r.bucket("own").key("a"), RequestBody.fromString("2"));
    assertThat(s3.objects().get("own/a").body()).isEqualTo("2");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatIsNotThere_isNamed(boolean wire) {
    S3Client client = client(wire);
    assertThatThrownBy(
            () -> client.getObject(r -> r.bucket("own").key("a"), ResponseTransformer.toBytes()))
        .isInstanceOf(NoSuchKeyException.class);
    assertThatThrownBy(
            () -> client.getObject(r -> r.bucket("no").key("a"), ResponseTransformer.toBytes()))
        .isInstanceOf(NoSuchBucketException.class);
  }

  @Test
  void anotherAccountGets_whatTheBucketPolicyAllows_inTheRegionOfTheBucket() {
    s3.createBucket("own");
    EmbeddedS3 reader = new EmbeddedS3("999999999999", "eu-central-1");
    EmbeddedS3 elsewhere = new EmbeddedS3("999999999999", "eu-west-1");
    Stream.of(reader, elsewhere).forEach(account -> account.join(s3));
    s3.putObject(r -> r.bucket("own").key("a"), RequestBody.fromString("1"));

    assertThat(codeOfGet(reader)).isEqualTo("AccessDenied");
    s3.allowReads("own", "999999999999");
    assertThat(reader.getObject(r -> r.bucket("own").key("a"), ResponseTransformer.toBytes()))
        .satisfies(object -> assertThat(object.asUtf8String()).isEqualTo("1"));
    assertThat(code(reader, r -> r.bucket("own").key("a"))).isEqualTo("AccessDenied");
    assertThat(codeOfGet(elsewhere)).isEqualTo("PermanentRedirect");
  }

  @Test
  void accountsThatJoin_keepTheirBucketsAndTheirRefusals() {
    s3.createBucket("own");
    EmbeddedS3 vault = new EmbeddedS3("999999999999", "eu-central-1");
    EmbeddedS3 elsewhere = vault.in("eu-west-1");
    vault.createBucket("copies");
    elsewhere.createBucket("far");
    vault.putObject(r -> r.bucket("copies").key("a"), RequestBody.fromString("1"));
    vault.refuse(1, "SlowDown", 503);

    vault.join(s3);
    vault.join(s3);

    assertThat(s3.objects()).containsOnlyKeys("copies/a");
    assertThat(code(s3, r -> r.bucket("copies").key("b"))).isEqualTo("AccessDenied");
    assertThat(code(elsewhere, r -> r.bucket("far").key("b"))).isEqualTo("SlowDown");
    elsewhere.putObject(r -> r.bucket("far").key("b"), RequestBody.fromString("2"));
    assertThat(s3.objects()).containsOnlyKeys("copies/a", "far/b");
  }

  @Test
  void accountsWithBucketsOfTheSameName_cannotJoin() {
    s3.createBucket("own");
    EmbeddedS3 vault = new EmbeddedS3("999999999999", "eu-central-1");
    vault.createBucket("far");
    vault.createBucket("own");
    s3.replace("own/a", new StoredObject("", "1"));
    vault.replace("own/a", new StoredObject("", "2"));
    vault.replace("far/a", new StoredObject("", "3"));

    assertThatThrownBy(() -> vault.join(s3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Both have a bucket own, but names are global");
    assertThat(s3.objects().get("own/a").body()).isEqualTo("1");
    assertThat(vault.objects().get("own/a").body()).isEqualTo("2");
    assertThat(s3.objects()).hasSize(1);
  }

  private static String codeOfGet(S3Client client) {
    return catchThrowableOfType(
            S3Exception.class,
            () -> client.getObject(r -> r.bucket("own").key("a"), ResponseTransformer.toBytes()))
        .awsErrorDetails()
        .errorCode();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatIsWrong_isRefused_andNotStored(boolean wire) {
    S3Client client = client(wire);
    s3.createBucket("other", "999999999999");

    assertThat(code(client, r -> r.bucket("own").key("a").checksumSHA256(OTHER_SHA256)))
        .isEqualTo("BadDigest");
    assertThat(code(client, r -> r.bucket("own").key("a").checksumCRC32("AAAAAA==")))
        .isEqualTo("BadDigest");
    assertThat(code(client, r -> r.bucket("own").key("é".repeat(513))))
        .isEqualTo("KeyTooLongError");
    assertThat(code(client, r -> r.bucket("other").key("a"))).isEqualTo("AccessDenied");
    assertThat(code(client, r -> r.bucket("own").key("a").expectedBucketOwner("999999999999")))
        .isEqualTo("AccessDenied");
    assertThat(code(client, r -> r.bucket("own").key("a").ifNoneMatch("\"etag\"")))
        .isEqualTo("NotImplemented");
    assertThat(code(client, r -> r.bucket("own").key("a").serverSideEncryption("aws:kms")))
        .isEqualTo("NotImplemented");
    assertThat(code(client, r -> r.bucket("own").key("a").metadata(Map.of("made-by", "me"))))
        .isEqualTo("NotImplemented");
    s3.refuse(1, "SlowDown", 503);
    assertThat(code(client, r -> r.bucket("own").key("a"))).isEqualTo("SlowDown");
    assertThat(s3.objects()).isEmpty();
  }

  @Test
  void peopleReplaceAndDelete_objectsAndBuckets() {
    for (String bucket : List.of("own", "own2")) {
      s3.createBucket(bucket);
      s3.putObject(r -> r.bucket(bucket).key("a"), RequestBody.fromString("1"));
      s3.putObject(r -> r.bucket(bucket).key("b"), RequestBody.fromString("2"));
    }
    s3.replace("own/a", new StoredObject("text/plain", "3"));
    s3.delete("own/b");
    assertThat(s3.objects()).containsOnlyKeys("own/a", "own2/a", "own2/b");
    assertThat(s3.objects().get("own/a")).isEqualTo(new StoredObject("text/plain", "3"));

    s3.deleteBucket("own");
    assertThat(s3.objects()).containsOnlyKeys("own2/a", "own2/b");
    assertThat(code(s3, r -> r.bucket("own").key("a"))).isEqualTo("NoSuchBucket");
  }

  @Test
  void objectsAreSavedAsFiles_withinTheFolderOnly(@TempDir Path folder) throws IOException {
    s3.createBucket("own");
    s3.putObject(r -> r.bucket("own").key("a/../b"), RequestBody.fromString("1"));
    s3.putObject(r -> r.bucket("own").key("c/d"), RequestBody.fromString("2"));
    s3.saveTo(folder.resolve("x/../saved"));
    assertThat(Files.readString(folder.resolve("saved/own/b"))).isEqualTo("1");
    assertThat(Files.readString(folder.resolve("saved/own/c/d"))).isEqualTo("2");

    s3.putObject(r -> r.bucket("own").key("../../out"), RequestBody.fromString("3"));
    assertThatThrownBy(() -> s3.saveTo(folder.resolve("saved")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("own/../../out is not a valid file name in ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void theNextRequestsAreRefused_asOftenAsAskedFor() {
    s3.createBucket("own");
    s3.refuse(2, "SlowDown", 503);
    for (int call = 0; call < 2; call++) {
      assertThatThrownBy(
              () -> s3.putObject(r -> r.bucket("own").key("a"), RequestBody.fromString("1")))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(503);
                assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("SlowDown");
              });
    }
    s3.deny(1);
    assertThatThrownBy(() -> getNothing())
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Access Denied");
            });
    s3.putObject(r -> r.bucket("own").key("a"), RequestBody.fromString("1"));
    assertThat(s3.objects()).containsOnlyKeys("own/a");
  }

  private void getNothing() {
    s3.getObject(r -> r.bucket("own").key("a"), ResponseTransformer.toBytes());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void checksumsThatAreRight_andTheLongestKey_areTaken(boolean wire) {
    S3Client client = client(wire);
    String key = "é".repeat(512);
    String eTag =
        client
            .putObject(
                r ->
                    r.bucket("own")
                        .key(key)
                        .checksumSHA256("A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=")
                        .checksumCRC32("VbyAHQ=="),
                RequestBody.fromBytes(new byte[] {1, 2, 3}))
            .eTag();
    var got = client.getObject(r -> r.bucket("own").key(key), ResponseTransformer.toBytes());

    assertThat(eTag).isEqualTo("\"5289df737df57326fcdd22597afb1fac\"");
    assertThat(got.response().contentLength()).isEqualTo(3);
    // The SDK's client names a type of its own.
    assertThat(got.response().contentType())
        .isEqualTo(wire ? "application/octet-stream" : "binary/octet-stream");
    assertThat(code(s3, r -> r.bucket("own").key(""))).isEqualTo("KeyTooLongError");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aPartOfAnObject_isNotEmulated(boolean wire) {
    S3Client client = client(wire);
    s3.replace("own/a", new StoredObject("", "1"));

    assertThatThrownBy(
            () ->
                client.getObject(
                    GetObjectRequest.builder().bucket("own").key("a").range("bytes=0-0").build(),
                    ResponseTransformer.toBytes()))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("Range is not emulated");
  }

  /** Requests that the SDK's client here does not make. */
  @Test
  void otherRequests_areRefusedInXml() {
    S3Service service = new S3Service(s3, () -> "id-1");
    Map<String, String> signed =
        Map.of(
            "Authorization", "AWS4-HMAC-SHA256 Credential=a/20260301/eu-central-1/s3/aws4_request");

    assertThat(answer(service, "DELETE", "/own/a", signed))
        .startsWith("501 <?xml")
        .contains("<Code>NotImplemented</Code>", "it does not have DELETE /own/a");
    assertThat(answer(service, "GET", "/own", signed)).startsWith("501 ");
    assertThat(answer(service, "GET", "/own/a", Map.of()))
        .startsWith("403 ")
        .contains("<Code>AccessDenied</Code>");
    assertThat(
            answer(
                service,
                "PUT",
                "/own/a",
                Map.of(
                    "Authorization",
                    signed.get("Authorization"),
                    "x-amz-content-sha256",
                    "STREAMING-UNSIGNED-PAYLOAD-TRAILER")))
        .contains("A body in chunks is not emulated");
  }

  private static String answer(
      S3Service service, String method, String path, Map<String, String> headers) {
    WireResponse response =
        service.answer(
            new WireRequest(method, path, "", headers, SdkBytes.fromByteArray(new byte[0])));
    return response.status() + " " + response.body().asString(UTF_8);
  }
}
