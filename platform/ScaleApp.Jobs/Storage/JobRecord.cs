using System.Text;

namespace ScaleApp.Jobs;

/// <summary>
/// What a job is and stays, as Redis keeps it: one string, which scripts hand on unread but for its first line. So a job costs
/// Redis one small key, and a worker only looks at what it needs.
/// </summary>
/// <remarks>
/// Lines: <c>created priority[ limit key]</c>, trace parent, occurrence and id of the recurring job, type, method; the rest is the
/// arguments. The script that inserts the job sets <c>created</c> (unix ms, Redis's clock). A text that is no such record is still
/// somebody's job: it reads as a call of nothing, created in 1970, whose arguments are the text.
/// </remarks>
internal readonly struct JobRecord
{
    private const byte LineEnd = (byte)'\n';
    private const int CreatedDigits = 13;

    private readonly byte[] _text;
    private readonly Range _trace, _occurrence, _recurring, _type, _method;

    private JobRecord(byte[] text, ReadOnlySpan<int> ends)
    {
        _text = text;
        _trace = (ends[0] + 1)..ends[1];
        _occurrence = (ends[1] + 1)..ends[2];
        _recurring = (ends[2] + 1)..ends[3];
        _type = (ends[3] + 1)..ends[4];
        _method = (ends[4] + 1)..ends[5];
    }

    /// <summary>When it was created (unix ms).</summary>
    public long Created => long.Parse(_text.AsSpan(0, CreatedDigits));

    /// <summary>The W3C trace parent of whoever created it.</summary>
    public string? TraceParent => Text(_trace);

    /// <summary>The occurrence (unix ms) of a recurring job that this is the run of.</summary>
    public long? Occurrence => long.TryParse(_text.AsSpan(_occurrence), out var at) ? at : null;

    /// <summary>The id of that recurring job.</summary>
    public string? Recurring => Text(_recurring);

    /// <summary>Type and method as they stand there: what is looked up for every job.</summary>
    public ReadOnlySpan<byte> Call => _text.AsSpan(_type.Start.Value.._method.End.Value);

    /// <summary>The arguments as JSON, UTF-8.</summary>
    public ReadOnlySpan<byte> Arguments => _text.AsSpan(_method.End.Value + 1);

    /// <summary>The call, as text; type and method are empty when the text was no record.</summary>
    public JobInvocation Invocation => new(Text(_type) ?? "", Text(_method) ?? "", Encoding.UTF8.GetString(Arguments));

    public static JobRecord Read(byte[] text)
    {
        Span<int> ends = stackalloc int[6];
        if (TryFindLines(text, ends))
        {
            return new JobRecord(text, ends);
        }

        byte[] standIn = [.. "0000000000000 1\n\n\n\n\n\n"u8, .. text];
        TryFindLines(standIn, ends);
        return new JobRecord(standIn, ends);
    }

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

    private static bool TryFindLines(byte[] text, Span<int> ends)
    {
        var at = 0;
        foreach (ref var end in ends)
        {
            var length = text.AsSpan(at).IndexOf(LineEnd);
            if (length < 0)
            {
                return false;
            }

            end = at + length;
            at = end + 1;
        }

        return ends[0] >= CreatedDigits && !text.AsSpan(0, CreatedDigits).ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private string? Text(Range line) =>
        line.Start.Value == line.End.Value ? null : Encoding.UTF8.GetString(_text.AsSpan(line));
}
