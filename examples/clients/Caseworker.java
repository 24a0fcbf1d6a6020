import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caseworker's application with nothing but the JDK (11 or later): one family, by the office's own server.
 *
 *     java examples/clients/Caseworker.java examples/rural_family.json [http://127.0.0.1:8770]
 *
 * It prints the titles of what applies, the next question, and writes the card. A real application reads the JSON with its own
 * library, into classes made from /api/v1/openapi.json.
 */
public final class Caseworker {
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static String server = "http://127.0.0.1:8770";

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String request = "{\"profile\": " + Files.readString(Path.of(arguments[0])) + "}";
        if (arguments.length > 1) {
            server = arguments[1];
        }
        String decision = post("/decisions?lang=en", request, "application/json");
        String claims = decision.substring(decision.indexOf("\"claims\""));
        System.out.println(first("\"document\": \"([^\"]*)\"", decision) + ", " + first("\"as_of\": \"([^\"]*)\"", decision));
        Matcher claim = Pattern.compile("\"title\": \"([^\"]*)\", \"who\": \\[([^\\]]*)\\], \"kind\": \"cash\"").matcher(claims);
        while (claim.find()) {
            System.out.println("  " + claim.group(1) + " (" + claim.group(2).replace("\"", "") + ")");
        }
        String question = post("/questions?lang=en", request, "application/json");
        System.out.println("ask next: " + first("\"text\": \"([^\"]*)\"", question));
        Files.writeString(Path.of("card.html"), post("/cards", request, "text/html"));
        System.out.println("written: card.html");
    }

    /** The answer to a request. What is wrong with it is told by its problem document, which repeats no facts. */
    private static String post(String path, String body, String accept) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/v1" + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Accept", accept)
            .POST(HttpRequest.BodyPublishers.ofString(body));
        String token = System.getenv("ELIGIBILITY_TOKEN");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            System.err.println(answer.body());
            System.exit(1);
        }
        return answer.body();
    }

    private static String first(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
