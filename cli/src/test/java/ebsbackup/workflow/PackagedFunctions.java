package ebsbackup.workflow;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import embeddedcloud.wire.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The functions as they are deployed: loaded from the package alone, apart from everything on the
 * class path, called with JSON, and calling AWS with the clients that they make themselves. Only
 * the clock is the story's own.
 */
public final class PackagedFunctions {
  /** Where {@code sam build} has put the package of a function; without it, the class path is. */
  private static final Optional<Path> FOLDER =
      Optional.ofNullable(System.getProperty("ebsbackup.package")).map(Path::of);

  /** One for all: a function does not change between two stories, and loading it takes seconds. */
  private static final Optional<ClassLoader> LOADER = FOLDER.map(PackagedFunctions::loader);

  /** One for all: its files do not change between two stories. */
  private static final Project PROJECT = Project.in(folder());

  @SuppressWarnings("UnusedVariable") // holds it for as long as the cloud has these functions
  private final Endpoint endpoint;

  private final URI address;
  private final Clock clock;
  private final String region;

  private PackagedFunctions(Cloud cloud) {
    endpoint = Endpoint.of(cloud);
    address = EndpointConnection.to(endpoint);
    clock = cloud.clock();
    region = cloud.ec2().settings().region();
  }

  /**
   * Deploys the project for a story: on the package that the system property {@code
   * ebsbackup.package} names, or else on the classes of the class path.
   */
  public static Cloud deploy(Map<String, String> parameters, VirtualClock clock, EmbeddedEc2 ec2) {
    try {
      return LOADER.isEmpty()
          ? Deployment.deploy(PROJECT, parameters, clock, ec2, 1)
          : deploy(LOADER.get(), parameters, clock, ec2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder with the template: Maven runs tests in the module, an IDE perhaps in the root. */
  private static Path folder() {
    return Stream.iterate(
            Path.of(System.getProperty("basedir", "")).toAbsolutePath(),
            folder -> folder != null,
            Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("template.yaml")))
        .findFirst()
        .orElseThrow();
  }

  private static Cloud deploy(
      ClassLoader loader, Map<String, String> parameters, VirtualClock clock, EmbeddedEc2 ec2)
      throws IOException {
    AtomicReference<PackagedFunctions> functions = new AtomicReference<>();
    Cloud deployed =
        Cloud.deploy(
            PROJECT,
            "ebs-backup",
            parameters,
            clock,
            ec2,
            1,
            (cloud, function, type, environment) ->
                functions
                    .updateAndGet(known -> known == null ? new PackagedFunctions(cloud) : known)
                    .handler(loader, type.getName(), environment));
    Deployment.createBuckets(deployed, parameters);
    return deployed;
  }

  private static ClassLoader loader(Path folder) {
    try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
      URL[] urls =
          Stream.concat(Stream.of(folder), jars.sorted())
              .map(Path::toUri)
              .map(PackagedFunctions::url)
              .toArray(URL[]::new);
      return new URLClassLoader("package", urls, ClassLoader.getPlatformClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RequestStreamHandler handler(
      ClassLoader loader, String className, Map<String, String> environment)
      throws ReflectiveOperationException {
    setEnvironment();
    return asLambda(
        loader,
        () -> {
          Object clients =
              loader.loadClass("ebsbackup.aws.SdkClients").getMethod("ofFunction").invoke(null);
          Class<?> wiring = loader.loadClass("ebsbackup.aws.Wiring");
          Object wired =
              wiring
                  .getConstructor(loader.loadClass("ebsbackup.aws.Clients"), Clock.class, Map.class)
                  .newInstance(clients, clock, environment);
          Object handler = loader.loadClass(className).getConstructor(wiring).newInstance(wired);
          return (input, output, context) -> call(loader, handler, input, output, context);
        });
  }

  /**
   * What Lambda's environment says. The clients read it when they are made, which may be during any
   * call, and a story may have another stack in another Region.
   */
  private void setEnvironment() {
    System.setProperty("aws.region", region);
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
    System.setProperty("aws.endpointUrl", address.toString());
  }

  private void call(
      ClassLoader loader, Object handler, InputStream input, OutputStream output, Context context)
      throws IOException {
    setEnvironment();
    try {
      asLambda(loader, () -> answer(loader, handler, input, output, context));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new AssertionError(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object answer(
      ClassLoader loader, Object handler, InputStream input, OutputStream output, Context context)
      throws ReflectiveOperationException {
    Class<?> serializing =
        loader.loadClass("com.amazonaws.services.lambda.runtime.CustomPojoSerializer");
    Class<?> handling = loader.loadClass("com.amazonaws.services.lambda.runtime.RequestHandler");
    Class<?> contexts = loader.loadClass("com.amazonaws.services.lambda.runtime.Context");
    Object serializer = ServiceLoader.load(serializing, loader).iterator().next();
    Type[] types =
        ((ParameterizedType) handler.getClass().getGenericInterfaces()[0]).getActualTypeArguments();
    Object request;
    try {
      request =
          serializing
              .getMethod("fromJson", InputStream.class, Type.class)
              .invoke(serializer, input, types[0]);
    } catch (InvocationTargetException e) {
      // As the runtime does: an error here loses its own name.
      throw new InvocationTargetException(
          new RuntimeException("An error occurred during JSON parsing", e.getCause()));
    }
    Object response =
        handling
            .getMethod("handleRequest", Object.class, contexts)
            .invoke(handler, request, translated(loader, contexts, context));
    return serializing
        .getMethod("toJson", Object.class, OutputStream.class, Type.class)
        .invoke(serializer, response, output, types[1]);
  }

  /** The package has an interface of its own for the context. */
  private static Object translated(ClassLoader loader, Class<?> contexts, Context context)
      throws ClassNotFoundException {
    Object logger =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {loader.loadClass("com.amazonaws.services.lambda.runtime.LambdaLogger")},
            (proxy, method, arguments) -> {
              context.getLogger().log((String) arguments[0]);
              return null;
            });
    return Proxy.newProxyInstance(
        loader,
        new Class<?>[] {contexts},
        (proxy, method, arguments) ->
            method.getName().equals("getLogger")
                ? logger
                : Context.class.getMethod(method.getName()).invoke(context));
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws ReflectiveOperationException;
  }

  /** Lambda's runtime makes the loader of the package the thread's own. */
  private static <T> T asLambda(ClassLoader loader, Work<T> work)
      throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
