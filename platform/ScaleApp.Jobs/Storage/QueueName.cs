using System.Buffers;

namespace ScaleApp.Jobs;

/// <summary>What a queue may be called: lower-case letters, digits, dash and underscore, at most 60, as in Hangfire.</summary>
internal static class QueueName
{
    /// <summary>The queue of jobs that name none.</summary>
    public const string Default = "default";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsValid(string? name) => name is { Length: > 0 and <= 60 } && !name.AsSpan().ContainsAnyExcept(Allowed);

    /// <exception cref="ArgumentException">No queue can be called that.</exception>
    public static string Check(string? name) => IsValid(name) ? name! : throw new ArgumentException(
        $"'{name}' cannot be the name of a queue: use 1 to 60 lower-case letters, digits, dashes and underscores.", nameof(name));
}
