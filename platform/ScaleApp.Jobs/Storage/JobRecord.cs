using System.Text;

namespace ScaleApp.Jobs;

/// <summary>
/// What a job is and stays, as Redis keeps it: one string, which scripts hand on unread but for its first line. So a job costs
/// Redis one small key, and a worker only looks at what it needs.
/// </summary>
/// <remarks>
/// Lines: <c>created priority[ limit key]</c>, trace parent, occurrence and id of the recurring job, type, method; the rest is the
/// arguments. The script that inserts the job sets <c>created</c> (unix ms, Redis's clock).
/// </remarks>
internal readonly struct JobRecord
{
    private const byte LineEnd = (byte)'\n';
    private const int CreatedDigits = 13;

    private readonly byte[] _text;
    private readonly Range _trace, _occurrence, _recurring, _type, _method;

    private JobRecord(byte[] text)
    {
        _text = text;
        var at = text.AsSpan().IndexOf(LineEnd) + 1;
        _trace = Line(ref at);
        _occurrence = Line(ref at);
        _recurring = Line(ref at);
        _type = Line(ref at);
        _method = Line(ref at);
    }

    /// <summary>When it was created (unix ms).</summary>
    public long Created => long.Parse(_text.AsSpan(0, CreatedDigits));

    /// <summary>The W3C trace parent of whoever created it.</summary>
    public string? TraceParent => Text(_trace);

    /// <summary>The occurrence (unix ms) of a recurring job that this is the run of.</summary>
    public long? Occurrence => Text(_occurrence) is { } at ? long.Parse(at) : null;

    /// <summary>The id of that recurring job.</summary>
    public string? Recurring => Text(_recurring);

    /// <summary>Type and method as they stand there: what is looked up for every job.</summary>
    public ReadOnlySpan<byte> Call => _text.AsSpan(_type.Start.Value.._method.End.Value);

    /// <summary>The arguments as JSON, UTF-8.</summary>
    public ReadOnlySpan<byte> Arguments => _text.AsSpan(_method.End.Value + 1);

    /// <summary>The call, as text.</summary>
    public JobInvocation Invocation => new(Text(_type)!, Text(_method)!, Encoding.UTF8.GetString(Arguments));

    public static JobRecord Read(byte[] text) => new(text);

    /// <summary>The record of a new job, from the blank after <c>created</c> on.</summary>
    /// <exception cref="ArgumentException">A part that must be one line is not.</exception>
    public static string Write(JobRequest request, string? traceParent)
    {
        var call = request.Invocation;
        return string.Concat((ReadOnlySpan<string?>)
            [Head(request), "\n", OneLine(traceParent), "\n\n\n", OneLine(call.Type), "\n", OneLine(call.Method), "\n", call.Arguments]);
    }

    /// <summary>The rest of the first line, after <c>created</c>.</summary>
    public static string Head(JobRequest request)
    {
        var priority = request.Priority switch { JobPriority.High => " 0", JobPriority.Low => " 2", _ => " 1" };
        return request.ConcurrencyKey is { } key ? $"{priority} {request.ConcurrencyLimit} {key.ReplaceLineEndings(" ")}" : priority;
    }

    /// <summary>The lines of the call: type, method, arguments.</summary>
    /// <exception cref="ArgumentException">A part that must be one line is not.</exception>
    public static string Lines(JobInvocation call) => $"{OneLine(call.Type)}\n{OneLine(call.Method)}\n{call.Arguments}";

    private static string? OneLine(string? text) => text?.Contains('\n') is true
        ? throw new ArgumentException($"'{text}' has a line break: types, methods and trace parents are one line.")
        : text;

    private Range Line(ref int at)
    {
        var (start, length) = (at, _text.AsSpan(at).IndexOf(LineEnd));
        at += length + 1;
        return length >= 0 ? start..(start + length) : throw new FormatException("The record of a job ends too early.");
    }

    private string? Text(Range line) =>
        line.Start.Value == line.End.Value ? null : Encoding.UTF8.GetString(_text.AsSpan(line));
}
