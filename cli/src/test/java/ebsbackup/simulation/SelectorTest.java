package ebsbackup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Ec2Contents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Tag;

class SelectorTest {
  @ParameterizedTest
  @CsvSource({"daily, true", "weekly, false", "*, true", "'', false"})
  void aTagMatches_byItsValue_orByTheWildcard(String value, boolean selected) {
    Instance instance =
        Instance.builder()
            .instanceId("i-1")
            .state(s -> s.name(InstanceStateName.RUNNING))
            .tags(
                Tag.builder().key("Owner").value("ann").build(),
                Tag.builder().key("Backup").value("daily").build())
            .build();
    Map<String, Object> plan =
        Map.of("select", Map.of("tags", Map.of("Backup", List.of("monthly", value))));

    assertThat(
            new Selector(plan, new Ec2Contents(List.of(instance), List.of(), List.of(), List.of()))
                .targets())
        .hasSize(selected ? 1 : 0);
  }
}
