package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** Puts a class and a type variable between a handler and the interface. */
abstract class AbstractGreeter<A> implements RequestHandler<Map<String, Integer>, A> {}
