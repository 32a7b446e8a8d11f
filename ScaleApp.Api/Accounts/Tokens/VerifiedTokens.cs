using System.Collections.Concurrent;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>Tokens whose signature was verified: a client sends the same one for ten minutes, and verifying costs more than all else.</summary>
/// <remarks>
/// Two generations of at most <see cref="Generation"/> tokens: when the younger is full it becomes the elder, and the elder is forgotten.
/// What was verified with keys that are no longer the known ones does not count.
/// </remarks>
internal sealed class VerifiedTokens
{
    private const int Generation = 5_000;

    private ConcurrentDictionary<string, Entry> _younger = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, Entry> _elder = new(StringComparer.Ordinal);

    public AccessToken? Find(string token, TokenKeySet keys)
    {
        if (Volatile.Read(ref _younger).TryGetValue(token, out var entry) && entry.Keys == keys)
        {
            return entry.Token;
        }

        if (Volatile.Read(ref _elder).TryGetValue(token, out entry) && entry.Keys == keys)
        {
            Add(token, keys, entry.Token);
            return entry.Token;
        }

        return null;
    }

    public void Add(string token, TokenKeySet keys, AccessToken verified)
    {
        var younger = Volatile.Read(ref _younger);
        if (younger.Count >= Generation && Interlocked.CompareExchange(ref _younger, new(StringComparer.Ordinal), younger) == younger)
        {
            Volatile.Write(ref _elder, younger);
        }

        Volatile.Read(ref _younger)[token] = new Entry(keys, verified);
    }

    private readonly record struct Entry(TokenKeySet Keys, AccessToken Token);
}
