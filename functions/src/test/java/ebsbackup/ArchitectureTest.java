package ebsbackup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point inward: handlers to decisions and adapters, nothing pure to an adapter. */
@AnalyzeClasses(packages = "ebsbackup", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyTheAdaptersKnowTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("ebsbackup.aws")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule onlyHandlersUseAdapters =
      noClasses()
          .that()
          .resideOutsideOfPackage("ebsbackup.aws")
          .and()
          .haveSimpleNameNotEndingWith("Handler")
          .and()
          .haveNameNotMatching(".*Handler\\$.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ebsbackup.aws");

  @ArchTest
  static final ArchRule theDomainDependsOnNothing =
      noClasses()
          .that()
          .resideInAPackage("ebsbackup.ebs")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("ebsbackup.ebs", "java..");

  @ArchTest
  static final ArchRule thePlanKnowsTheDomainAlone =
      noClasses()
          .that()
          .resideInAPackage("ebsbackup.plan")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("ebsbackup.plan", "ebsbackup.ebs", "java..");

  @ArchTest
  static final ArchRule gsonStaysInTheJsonPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("ebsbackup.json")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.gson..");

  @ArchTest
  static final ArchRule handlersAreNamedSo =
      classes().that().implement(RequestHandler.class).should().haveSimpleNameEndingWith("Handler");

  @ArchTest
  static final ArchRule backupAndRestoreAreIndependent =
      slices()
          .matching("ebsbackup.(backup|restore|retention|notify)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule nothingSleepsOrReadsTheSystemClock =
      noClasses()
          .that()
          .doNotHaveSimpleName("Wiring")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
