using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ScaleApp.Jobs;

/// <summary>A job that a server was given with the news of it, see <c>hand_over.lua</c>.</summary>
/// <param name="Generation">Of the server's calls, when it was handed over.</param>
/// <param name="Job">What it is; this is its first attempt.</param>
internal sealed record HandedJob(long Generation, TakenJob Job)
{
    private const byte LineEnd = (byte)'\n';

    /// <summary>Reads a message on a server's channel; false when it is the name of a queue.</summary>
    public static bool TryRead(byte[] message, [NotNullWhen(true)] out HandedJob? handed)
    {
        handed = null;
        ReadOnlySpan<byte> rest = message;
        if (!rest.Contains(LineEnd))
        {
            return false;
        }

        var queue = Line(ref rest);
        var generation = long.Parse(Line(ref rest));
        var token = Line(ref rest);
        var id = new JobId(queue, Line(ref rest));
        handed = new HandedJob(generation, TakenJob.First(id, token, JobRecord.Read(rest.ToArray())));
        return true;
    }

    private static string Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf(LineEnd);
        var line = Encoding.UTF8.GetString(rest[..end]);
        rest = rest[(end + 1)..];
        return line;
    }
}
