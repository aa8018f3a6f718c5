package ebsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The deployed package has everything that its classes refer to. */
@EnabledIfSystemProperty(named = "ebsbackup.package", matches = ".+")
class PackageLinkageTest {
  /** Of what keep.pro lets the package do without. */
  private static final String MISSING = "software.amazon.awssdk.crt";

  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");

  @BeforeEach
  void seeThePackageAndTheJdkOnly() {
    ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
    ArchConfiguration.get().setClassResolverArguments("java", "javax", "org.xml");
  }

  @AfterEach
  void seeTheClassPath() {
    ArchConfiguration.get().reset();
  }

  @Test
  void everyMemberThatAClassRefersTo_exists() throws IOException {
    JavaClasses classes = importPackage();

    List<JavaAccess<?>> accesses =
        classes.stream()
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(access -> isOfPackage(access.getTargetOwner().getName()))
            // ArchUnit hides the method that holds the body of a lambda.
            .filter(access -> !access.getTarget().getName().startsWith("lambda$"))
            .toList();

    assertThat(accesses).hasSizeGreaterThan(10_000);
    assertThat(accesses)
        .filteredOn(access -> access.getTarget().resolveMember().isEmpty())
        .extracting(JavaAccess::getDescription)
        .isEmpty();
  }

  private static JavaClasses importPackage() throws IOException {
    Path lib = Path.of(System.getProperty("ebsbackup.package"), "lib", "ebs-backup.jar");
    try (JarFile jar = new JarFile(lib.toFile())) {
      return new ClassFileImporter().importJar(jar);
    }
  }

  private static boolean isOfPackage(String name) {
    return !name.startsWith("[")
        && !name.startsWith(MISSING)
        && JDK.stream().noneMatch(name::startsWith);
  }
}
