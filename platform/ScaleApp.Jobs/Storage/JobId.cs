using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ScaleApp.Jobs;

/// <summary>A job's name in the whole cluster, <c>queue/id</c>: it says where the job is, so no index is needed to find it.</summary>
/// <param name="Queue">The queue, whose slot holds the job.</param>
/// <param name="Local">The id within the queue.</param>
internal readonly record struct JobId(string Queue, string Local)
{
    /// <summary>The longest id that a caller may choose.</summary>
    public const int MaxLength = 200;

    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    // 64 random bits name the process and a counter the job: short, and unique without asking anybody.
    private static readonly string Process = Encode(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8))) + ".";
    private static long Last;

    /// <summary>An id that no other job has.</summary>
    public static string NewLocal() => Process + Encode((ulong)Interlocked.Increment(ref Last));

    /// <summary>Reads <c>queue/id</c>; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        var slash = text?.IndexOf('/') ?? -1;
        id = slash > 0 ? new JobId(text![..slash], text[(slash + 1)..]) : default;
        return slash > 0 && QueueName.IsValid(id.Queue) && id.Local.Length is > 0 and <= MaxLength;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="ArgumentException">It is not the id of a job.</exception>
    public static JobId Parse(string? text) => TryParse(text, out var id) ? id : throw new ArgumentException(
        $"'{text}' is not the id of a job: an id is 'queue/name', as Enqueue returned it.", nameof(text));

    public override string ToString() => $"{Queue}/{Local}";

    private static string Encode(ulong value)
    {
        Span<char> digits = stackalloc char[13];
        var at = digits.Length;
        do
        {
            digits[--at] = Alphabet[(int)(value % 36)];
            value /= 36;
        }
        while (value != 0);

        return new string(digits[at..]);
    }
}
