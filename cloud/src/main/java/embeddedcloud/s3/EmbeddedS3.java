package embeddedcloud.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.states.TaskOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The part of Amazon S3 that puts and gets whole objects, as an account sees it in a Region. Other
 * members of a request are refused. For an object that does not exist, S3 returns AccessDenied to a
 * caller without permission to list the bucket, but this class always returns NoSuchKey.
 */
public final class EmbeddedS3 implements S3Client {
  private static final Duration TAKES = Duration.ofMillis(100);

  /** In bytes of UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
  private static final int LONGEST_KEY = 1024;

  private static final Set<String> MEMBERS_OF_PUT =
      Set.of(
          "Bucket",
          "Key",
          "ExpectedBucketOwner",
          "ContentType",
          "ContentLength",
          "IfNoneMatch",
          "ChecksumAlgorithm",
          "ChecksumCRC32",
          "ChecksumSHA256");
  private static final Set<String> MEMBERS_OF_GET =
      Set.of("Bucket", "Key", "ExpectedBucketOwner", "ChecksumMode");

  private final Caller caller;
  private final String region;

  /** Names of buckets are global, so accounts and Regions can share these. */
  private static final class Buckets {
    private final Map<String, Bucket> byName = new HashMap<>();
    private final Map<String, StoredObject> objects = new TreeMap<>();
  }

  /** An account that makes calls, in any Region. */
  private static final class Caller {
    private final String accountId;
    private Buckets buckets = new Buckets();
    private Refusal refusal = new Refusal(0, "", 0);

    Caller(String accountId) {
      this.accountId = accountId;
    }
  }

  /**
   * A bucket.
   *
   * @param readers other accounts that its policy lets get objects
   */
  private record Bucket(String owner, String region, Set<String> readers) {}

  /** The error for the next requests, even if they are valid. */
  private record Refusal(int requests, String code, int status) {}

  /**
   * @param accountId the account that makes the calls
   * @param region the Region of the endpoint
   */
  public EmbeddedS3(String accountId, String region) {
    this(new Caller(accountId), region);
  }

  private EmbeddedS3(Caller caller, String region) {
    this.caller = caller;
    this.region = region;
  }

  /** The endpoint of another Region, for the same account. */
  public EmbeddedS3 in(String other) {
    return new EmbeddedS3(caller, other);
  }

  /**
   * Has from now on the buckets of another account or Region, beside its own.
   *
   * @throws IllegalArgumentException when both have a bucket of the same name
   */
  public void join(EmbeddedS3 other) {
    Buckets joined = other.caller.buckets;
    if (joined == caller.buckets) {
      return;
    }
    for (String name : caller.buckets.byName.keySet()) {
      if (joined.byName.containsKey(name)) {
        throw new IllegalArgumentException("Both have a bucket " + name + ", but names are global");
      }
    }
    joined.byName.putAll(caller.buckets.byName);
    joined.objects.putAll(caller.buckets.objects);
    caller.buckets = joined;
  }

  /** An object. */
  public record StoredObject(String contentType, SdkBytes bytes) {
    public StoredObject(String contentType, String body) {
      this(contentType, SdkBytes.fromUtf8String(body));
    }

    /** The contents as text. */
    public String body() {
      return bytes.asUtf8String();
    }
  }

  /** Creates a bucket of the calling account. */
  public void createBucket(String name) {
    createBucket(name, caller.accountId);
  }

  /** Deletes a bucket with its objects. */
  public void deleteBucket(String name) {
    caller.buckets.byName.remove(name);
    caller.buckets.objects.keySet().removeIf(key -> key.startsWith(name + "/"));
  }

  /** Creates a bucket of an account. */
  public void createBucket(String name, String owner) {
    caller.buckets.byName.put(name, new Bucket(owner, region, new HashSet<>()));
  }

  /** Lets another account get objects, as a bucket policy does. */
  public void allowReads(String bucket, String reader) {
    caller.buckets.byName.get(bucket).readers().add(reader);
  }

  /**
   * Denies this many of the next requests of the account, as a policy without the permission does.
   */
  public void deny(int requests) {
    refuse(requests, "AccessDenied", 403);
  }

  /** Refuses this many of the next requests of the account. */
  public void refuse(int requests, String code, int status) {
    caller.refusal = new Refusal(requests, code, status);
  }

  /** All objects, by {@code bucket/key}. */
  public Map<String, StoredObject> objects() {
    return new TreeMap<>(caller.buckets.objects);
  }

  /** Replaces an object, as a person may do. */
  public void replace(String bucketAndKey, StoredObject object) {
    caller.buckets.objects.put(bucketAndKey, object);
  }

  /** Deletes an object, as a person or a lifecycle rule may do. */
  public void delete(String bucketAndKey) {
    caller.buckets.objects.remove(bucketAndKey);
  }

  /** Writes every object to a folder, as {@code bucket/key}. */
  public void saveTo(Path folder) {
    try {
      for (Map.Entry<String, StoredObject> object : caller.buckets.objects.entrySet()) {
        Path file = folder.resolve(object.getKey()).normalize();
        if (!file.startsWith(folder.normalize())) {
          throw new IOException(object.getKey() + " is not a valid file name in " + folder);
        }
        Files.createDirectories(file.getParent());
        Files.write(file, object.getValue().bytes().asByteArrayUnsafe());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts an object for a Step Functions task. */
  public TaskOutcome putObject(Map<?, ?> arguments) {
    try {
      PutObjectResponse unused =
          putObject(
              PutObjectRequest.builder()
                  .bucket(text(arguments, "Bucket").orElse(null))
                  .key(text(arguments, "Key").orElse(null))
                  .contentType(text(arguments, "ContentType").orElse(null))
                  .expectedBucketOwner(text(arguments, "ExpectedBucketOwner").orElse(null))
                  .build(),
              RequestBody.fromString(text(arguments, "Body").orElse("")));
      return new TaskOutcome.Succeeded(TAKES, "{}", "");
    } catch (S3Exception refused) {
      return new TaskOutcome.Failed(
          TAKES,
          "S3." + refused.getClass().getSimpleName(),
          "%s (Service: S3, Status Code: %d)"
              .formatted(ServiceErrors.message(refused), refused.statusCode()));
    }
  }

  private static Optional<String> text(Map<?, ?> arguments, String name) {
    return Optional.ofNullable(arguments.get(name)).map(Object::toString);
  }

  /**
   * Puts an object. Replaces an existing object with that key, unless the request says otherwise.
   *
   * @throws S3Exception with the code PreconditionFailed if the object exists and IfNoneMatch is
   *     "*"
   */
  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    checkMembers(request, MEMBERS_OF_PUT);
    String name = object(request.bucket(), request.key(), request.expectedBucketOwner(), false);
    byte[] bytes = bytes(body);
    checkSum(request.checksumSHA256(), digest("SHA-256", bytes));
    checkSum(request.checksumCRC32(), crc32(bytes));
    if (request.ifNoneMatch() != null) {
      if (!request.ifNoneMatch().equals("*")) {
        throw refused("NotImplemented", 501, "If-None-Match is \"*\" here");
      }
      if (caller.buckets.objects.containsKey(name)) {
        throw refused(
            "PreconditionFailed",
            412,
            "At least one of the pre-conditions you specified did not hold");
      }
    }
    String type = Optional.ofNullable(request.contentType()).orElse("binary/octet-stream");
    caller.buckets.objects.put(name, new StoredObject(type, SdkBytes.fromByteArrayUnsafe(bytes)));
    return PutObjectResponse.builder().eTag(eTag(bytes)).build();
  }

  /**
   * Gets an object.
   *
   * @throws NoSuchKeyException if the object does not exist
   */
  @Override
  public <R> R getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> into) {
    checkMembers(request, MEMBERS_OF_GET);
    String name = object(request.bucket(), request.key(), request.expectedBucketOwner(), true);
    StoredObject object =
        Optional.ofNullable(caller.buckets.objects.get(name))
            .orElseThrow(
                () ->
                    refused(
                        NoSuchKeyException.builder(),
                        "NoSuchKey",
                        404,
                        "The specified key does not exist."));
    byte[] bytes = object.bytes().asByteArrayUnsafe();
    GetObjectResponse response =
        GetObjectResponse.builder()
            .contentType(object.contentType())
            .contentLength((long) bytes.length)
            .eTag(eTag(bytes))
            .build();
    return transformed(into, response, bytes);
  }

  /** Handles the transformer's exceptions as the SDK does. */
  @SuppressWarnings("InterruptedExceptionSwallowed")
  private static <R> R transformed(
      ResponseTransformer<GetObjectResponse, R> into, GetObjectResponse response, byte[] bytes) {
    try {
      return into.transform(response, AbortableInputStream.create(new ByteArrayInputStream(bytes)));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw SdkClientException.create("The transformer failed", e);
    }
  }

  private static void checkMembers(SdkPojo request, Set<String> known) {
    for (SdkField<?> field : request.sdkFields()) {
      if (field.getValueOrDefault(request) != null && !known.contains(field.memberName())) {
        Object value = field.getValueOrDefault(request);
        if (!(value instanceof Map<?, ?> map && map.isEmpty())) {
          throw refused("NotImplemented", 501, "%s is not emulated".formatted(field.memberName()));
        }
      }
    }
  }

  /** Returns the key in {@code objects}, after checking that the request may access the object. */
  private String object(String name, String key, String expectedOwner, boolean get) {
    Refusal refusal = caller.refusal;
    if (refusal.requests() > 0) {
      caller.refusal = new Refusal(refusal.requests() - 1, refusal.code(), refusal.status());
      throw refused(
          refusal.code(),
          refusal.status(),
          refusal.code().equals("AccessDenied") ? "Access Denied" : refusal.code());
    }
    if (key == null || key.isEmpty() || key.getBytes(UTF_8).length > LONGEST_KEY) {
      throw refused("KeyTooLongError", 400, "Your key is too long");
    }
    Bucket bucket = caller.buckets.byName.get(name);
    if (bucket == null) {
      throw refused(
          NoSuchBucketException.builder(),
          "NoSuchBucket",
          404,
          "The specified bucket does not exist");
    }
    if (!bucket.region().equals(region)) {
      throw refused(
          "PermanentRedirect",
          301,
          "The bucket you are attempting to access must be addressed using the specified endpoint.");
    }
    boolean allowed =
        bucket.owner().equals(caller.accountId)
            || (get && bucket.readers().contains(caller.accountId));
    if (!allowed || (expectedOwner != null && !expectedOwner.equals(bucket.owner()))) {
      throw refused("AccessDenied", 403, "Access Denied");
    }
    return name + "/" + key;
  }

  private static void checkSum(String given, byte[] computed) {
    if (given != null && !given.equals(Base64.getEncoder().encodeToString(computed))) {
      throw refused("BadDigest", 400, "The checksum did not match what we received.");
    }
  }

  private static byte[] bytes(RequestBody body) {
    try (InputStream in = body.contentStreamProvider().newStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String eTag(byte[] bytes) {
    return "\"" + HexFormat.of().formatHex(digest("MD5", bytes)) + "\"";
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static byte[] crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return HexFormat.of().parseHex("%08x".formatted(crc.getValue()));
  }

  private static AwsServiceException refused(String code, int status, String message) {
    return refused(S3Exception.builder(), code, status, message);
  }

  private static AwsServiceException refused(
      AwsServiceException.Builder builder, String code, int status, String message) {
    return ServiceErrors.of(builder, "S3", status, code, message);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
