using System.Globalization;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>How a device calls itself in the list of sessions: the beginning of its User-Agent.</summary>
internal static class DeviceName
{
    /// <summary>In UTF-16 code units.</summary>
    public const int MaxLength = 200;

    /// <summary>Cut between characters as a reader sees them, never inside one.</summary>
    public static string From(string userAgent)
    {
        if (userAgent.Length <= MaxLength)
        {
            return userAgent;
        }

        var length = 0;
        for (int next; length + (next = StringInfo.GetNextTextElementLength(userAgent, length)) <= MaxLength;)
        {
            length += next;
        }

        return userAgent[..length];
    }
}
