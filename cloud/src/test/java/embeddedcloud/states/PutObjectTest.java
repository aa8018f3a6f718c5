package embeddedcloud.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.s3.EmbeddedS3.StoredObject;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** A Task that puts an object into a bucket without a function. */
class PutObjectTest {
  private final Workflow workflow = new Workflow();

  private Execution put(String bucket, String key, String owner) {
    return workflow.run(
        """
        {"QueryLanguage": "JSONata", "StartAt": "Put", "States": {"Put": {
          "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
          "Arguments": {"Bucket": "%s", "Key": "%s", "Body": "hello", "ContentType": "text/plain",
            "ExpectedBucketOwner": "%s"},
          "End": true}}}
        """
            .formatted(bucket, key, owner),
        "{}");
  }

  @Test
  void itIsStored_andSavedAsAFile(@TempDir Path folder) {
    workflow.s3.createBucket("own");
    assertThat(put("own", "a/b.txt", "123456789012").output()).contains("{}");

    assertThat(workflow.s3.objects())
        .isEqualTo(Map.of("own/a/b.txt", new StoredObject("text/plain", "hello")));
    workflow.s3.saveTo(folder);
    assertThat(folder.resolve("own/a/b.txt")).hasContent("hello");
  }

  @Test
  void theHistoryNamesTheIntegration() {
    assertThat(put("own", "a", "123456789012").history())
        .filteredOn(event -> event.type() == HistoryEventType.TASK_SCHEDULED)
        .extracting(HistoryEvent::taskScheduledEventDetails)
        .allSatisfy(
            details -> {
              assertThat(details.resourceType()).isEqualTo("aws-sdk:s3");
              assertThat(details.resource()).isEqualTo("putObject");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "none, a, 123456789012, S3.NoSuchBucketException",
    "other, a, 123456789012, S3.S3Exception",
    "other, a, 999999999999, S3.S3Exception",
    "own, a, 999999999999, S3.S3Exception",
    "own, '', 123456789012, S3.S3Exception"
  })
  void whatS3Refuses_isNotStored(String bucket, String key, String owner, String error) {
    workflow.s3.createBucket("own");
    workflow.s3.createBucket("other", "999999999999");

    Execution execution = put(bucket, key, owner);

    assertThat(execution.error()).contains(error);
    assertThat(execution.cause().orElseThrow()).contains("Service: S3, Status Code: 40");
    assertThat(workflow.s3.objects()).isEmpty();
  }

  @Test
  void aRoleWithoutTheRight_isRefused() {
    workflow.s3.createBucket("own");
    workflow.s3.deny(1);

    assertThat(put("own", "a", "123456789012").cause().orElseThrow()).startsWith("Access Denied");
  }

  @Test
  void aKeyThatLeavesTheFolder_isNotWritten(@TempDir Path folder) {
    workflow.s3.createBucket("own");
    put("own", "../../a", "123456789012");

    assertThatThrownBy(() -> workflow.s3.saveTo(folder.resolve("s3")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("own/../../a");
    assertThat(Files.exists(folder.resolve("a"))).isFalse();
  }
}
