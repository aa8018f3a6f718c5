package embeddedcloud;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A library of its own, with a package for each service. */
@AnalyzeClasses(packages = "embeddedcloud", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("embeddedcloud.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule itKnowsNothingOfTheProduct =
      noClasses().should().dependOnClassesThat().resideInAPackage("ebsbackup..");

  @ArchTest
  static final ArchRule noServiceKnowsTheWholeCloud =
      noClasses()
          .that()
          .resideInAPackage("embeddedcloud.(*)..")
          .and()
          .resideOutsideOfPackage("embeddedcloud.wire")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("embeddedcloud");
}
