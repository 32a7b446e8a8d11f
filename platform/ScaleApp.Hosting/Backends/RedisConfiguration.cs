using System.Text;

namespace ScaleApp.Hosting.Backends;

/// <summary>Writes a redis.conf.</summary>
internal static class RedisConfiguration
{
    /// <param name="bind">The address to listen on.</param>
    /// <param name="port">The port to listen on.</param>
    /// <param name="password">What clients must say; null for none.</param>
    /// <param name="folder">Where data is written.</param>
    /// <param name="isKept">True to log every change, flushed every second; false to write nothing.</param>
    public static string Write(string bind, int port, string? password, string folder, bool isKept)
    {
        var text = new StringBuilder()
            .Append("bind ").Append(bind).Append('\n')
            .Append("port ").Append(port).Append('\n')
            .Append("protected-mode ").Append(password is null ? "no" : "yes").Append('\n')
            .Append("daemonize no\n")
            .Append("supervised no\n")
            .Append("logfile \"\"\n")
            .Append("dir ").Append(Quote(folder)).Append('\n')
            // Snapshots would only repeat what the log of changes has.
            .Append("save \"\"\n")
            .Append("appendonly ").Append(isKept ? "yes" : "no").Append('\n')
            .Append("appendfsync everysec\n");
        if (password is not null)
        {
            text.Append("requirepass ").Append(Quote(password)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>In quotes, whatever it holds: every byte that is not plain is written as its number.</summary>
    internal static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var part in Encoding.UTF8.GetBytes(value))
        {
            var character = (char)part;
            _ = char.IsAsciiLetterOrDigit(character) || "/.-_:".Contains(character, StringComparison.Ordinal)
                ? text.Append(character)
                : text.Append("\\x").Append(part.ToString("x2"));
        }

        return text.Append('"').ToString();
    }
}
