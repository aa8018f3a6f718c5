package embeddedcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import embeddedcloud.states.TaskOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Amazon S3 as far as putting small text objects goes. */
public final class EmbeddedS3 {
  private static final Duration TAKES = Duration.ofMillis(100);

  /** In bytes of UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
  private static final int LONGEST_KEY = 1024;

  private final String accountId;
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, StoredObject> objects = new TreeMap<>();
  private int denied;

  /**
   * @param accountId that calls
   */
  public EmbeddedS3(String accountId) {
    this.accountId = accountId;
  }

  /** An object. */
  public record StoredObject(String contentType, String body) {}

  /** Creates a bucket of the account that calls. */
  public void createBucket(String name) {
    createBucket(name, accountId);
  }

  /** Deletes a bucket with its objects. */
  public void deleteBucket(String name) {
    owners.remove(name);
    objects.keySet().removeIf(key -> key.startsWith(name + "/"));
  }

  /** Creates a bucket of an account. */
  public void createBucket(String name, String owner) {
    owners.put(name, owner);
  }

  /** Refuses that many of the next requests, as a policy without the right would. */
  public void deny(int requests) {
    denied = requests;
  }

  /** All objects, by {@code bucket/key}. */
  public Map<String, StoredObject> objects() {
    return new TreeMap<>(objects);
  }

  /** Writes every object into a folder, as {@code bucket/key}. */
  public void saveTo(Path folder) {
    try {
      for (Map.Entry<String, StoredObject> object : objects.entrySet()) {
        Path file = folder.resolve(object.getKey()).normalize();
        if (!file.startsWith(folder.normalize())) {
          throw new IOException(object.getKey() + " is no name of a file in " + folder);
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, object.getValue().body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts an object, in place of the one with that key. */
  public TaskOutcome putObject(Map<?, ?> arguments) {
    String bucket = text(arguments, "Bucket");
    String key = text(arguments, "Key");
    if (key.isEmpty() || key.getBytes(UTF_8).length > LONGEST_KEY) {
      return refused("S3.S3Exception", "Your key is too long", 400);
    }
    if (!owners.containsKey(bucket)) {
      return refused("S3.NoSuchBucketException", "The specified bucket does not exist", 404);
    }
    String owner = owners.get(bucket);
    String expected =
        arguments.containsKey("ExpectedBucketOwner")
            ? text(arguments, "ExpectedBucketOwner")
            : owner;
    if (denied > 0) {
      denied--;
      return refused("S3.S3Exception", "Access Denied", 403);
    }
    if (!expected.equals(owner) || !owner.equals(accountId)) {
      return refused("S3.S3Exception", "Access Denied", 403);
    }
    objects.put(
        bucket + "/" + key,
        new StoredObject(text(arguments, "ContentType"), text(arguments, "Body")));
    return new TaskOutcome.Succeeded(TAKES, "{}", "");
  }

  private static String text(Map<?, ?> arguments, String name) {
    return arguments.get(name) instanceof String text ? text : "";
  }

  private static TaskOutcome refused(String error, String message, int status) {
    return new TaskOutcome.Failed(
        TAKES, error, "%s (Service: S3, Status Code: %d)".formatted(message, status));
  }
}
