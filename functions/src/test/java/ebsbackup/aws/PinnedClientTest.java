package ebsbackup.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The client of the EBS direct APIs is older than the rest of the SDK
 * (docs/decisions/0022-a-newer-core-for-one-older-client.md). What it refers to must still exist.
 */
class PinnedClientTest {
  private static final String SDK = "software.amazon.awssdk.";

  @Test
  void everyMemberThatThePinnedClientRefersTo_exists() {
    List<JavaAccess<?>> accesses =
        ArchConfiguration.withThreadLocalScope(PinnedClientTest::accesses);

    assertThat(accesses).hasSizeGreaterThan(1_000);
    assertThat(accesses)
        .filteredOn(access -> access.getTarget().resolveMember().isEmpty())
        .extracting(JavaAccess::getDescription)
        .isEmpty();
  }

  /** Unlike the rules of the architecture, this needs the classes that are referred to. */
  private static List<JavaAccess<?>> accesses(ArchConfiguration configuration) {
    configuration.unsetClassResolver();
    configuration.setResolveMissingDependenciesFromClassPath(true);
    return new ClassFileImporter()
        .importPackages(SDK + "services.ebs").stream()
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(access -> access.getTargetOwner().getName().startsWith(SDK))
            .toList();
  }
}
