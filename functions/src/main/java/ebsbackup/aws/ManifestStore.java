package ebsbackup.aws;

import ebsbackup.blocks.Sha256;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The objects of a bucket, each of which is written once. Every method throws {@link
 * AwsCallException}, also if the bucket belongs to another account.
 */
public final class ManifestStore {
  private static final int EXISTS = 412;

  private final S3Client s3;
  private final String bucket;
  private final Optional<String> owner;

  /**
   * @param owner the id of the account that the bucket must belong to, if known
   */
  public ManifestStore(S3Client s3, String bucket, Optional<String> owner) {
    this.s3 = s3;
    this.bucket = bucket;
    this.owner = owner;
  }

  /** The name of the bucket. */
  public String bucket() {
    return bucket;
  }

  /** The contents of an object; empty if it does not exist. */
  public Optional<byte[]> get(String key) {
    return Calls.call(
        "GetObject",
        () -> {
          try {
            return Optional.of(
                s3.getObject(
                        request ->
                            request.bucket(bucket).key(key).expectedBucketOwner(owner.orElse(null)),
                        ResponseTransformer.toBytes())
                    .asByteArrayUnsafe());
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  /**
   * Writes an object. An existing object is never overwritten: it must have the same contents.
   *
   * @throws RefusedException if it has other contents
   */
  public void put(String key, byte[] contents) {
    Optional<S3Exception> exists = Calls.call("PutObject", () -> unlessItExists(key, contents));
    if (exists.isPresent() && get(key).filter(is -> Arrays.equals(is, contents)).isEmpty()) {
      throw new RefusedException(
          "PutObject",
          "PreconditionFailed",
          String.valueOf(exists.get().requestId()),
          "s3://%s/%s exists and has other contents".formatted(bucket, key),
          exists.get());
    }
  }

  private Optional<S3Exception> unlessItExists(String key, byte[] contents) {
    try {
      s3.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .expectedBucketOwner(owner.orElse(null))
                  .ifNoneMatch("*")
                  .checksumSHA256(Sha256.base64(contents))
                  .contentType("text/plain;charset=utf-8"),
          RequestBody.fromBytes(contents));
      return Optional.empty();
    } catch (S3Exception e) {
      if (e.statusCode() == EXISTS) {
        return Optional.of(e);
      }
      throw e;
    }
  }
}
