using System.Text.Encodings.Web;
using System.Text.Json;
using ScaleApp.Dashboard.Components;
using ScaleApp.Jobs;

namespace ScaleApp.Dashboard.Jobs;

/// <summary>Jobs as people read them.</summary>
internal static class JobText
{
    // What is written here becomes text of a page, which encodes it; escaped letters would only be harder to read.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int LongestCall = 200, LongestLine = 500;

    /// <summary>
    /// The type and the method without namespaces and parameters: <c>EmailSender.SendAsync</c>. <c>(damaged)</c> when there is none, since
    /// what Redis keeps of the job cannot be read.
    /// </summary>
    public static string Call(JobInvocation invocation)
    {
        if (invocation.Type.Length == 0)
        {
            return "(damaged)";
        }

        var type = invocation.Type.Split(',')[0];
        return LongText.Shorten($"{type[(type.LastIndexOf('.') + 1)..]}.{invocation.Method.Split('(')[0]}", LongestCall);
    }

    /// <summary>The arguments, a line each where they are long; as they are when they are no JSON.</summary>
    public static string Arguments(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>The first line, of some length.</summary>
    public static string? First(string? text) => text is null ? null : LongText.Shorten(text.Split('\n', 2)[0].Trim(), LongestLine);

    /// <summary>How a state is coloured.</summary>
    public static string? Tone(JobState state) => state switch
    {
        JobState.Active => "info",
        JobState.Succeeded => "ok",
        JobState.Dead => "bad",
        JobState.Blocked or JobState.Delayed => "warn",
        _ => null,
    };

    /// <summary>The page of a job.</summary>
    public static string Url(string jobId) => $"/jobs/job?id={Uri.EscapeDataString(jobId)}";

    /// <summary>What <see cref="JobSummary.At"/> means in a state.</summary>
    public static string AtMeans(JobState state) => state switch
    {
        JobState.Delayed => "Due",
        JobState.Active => "Lease ends",
        JobState.Succeeded or JobState.Dead => "Ended",
        _ => "At",
    };
}
