package ebsbackup.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EveryCallIsTestedTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPackages("ebsbackup.aws");

  /** A method that {@link RequestsTest} does not call could lose a filter unnoticed. */
  @Test
  void everyMethodOfAnAdapter_isComparedWithItsRequest() {
    Set<String> called =
        CLASSES.get(RequestsTest.class).getMethodCallsFromSelf().stream()
            .map(JavaAccess::getTarget)
            .map(target -> target.getFullName())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> methods =
        CLASSES.get(Wiring.class).getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .map(method -> method.getRawReturnType())
            .filter(type -> type.getPackageName().equals("ebsbackup.aws") && !type.isInterface())
            .filter(type -> !type.isEquivalentTo(Wiring.class))
            .flatMap(EveryCallIsTestedTest::publicMethods)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(methods).isNotEmpty();
    methods.removeAll(called);
    assertThat(methods).isEmpty();
  }

  private static Stream<String> publicMethods(JavaClass type) {
    return type.getMethods().stream()
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .map(method -> method.getFullName());
  }
}
