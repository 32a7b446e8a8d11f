using Npgsql;

namespace ScaleApp.Worker;

/// <summary>What the jobs' commands have in common.</summary>
internal static class NpgsqlCommandExtensions
{
    /// <summary>Adds positional parameters.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    /// <summary>Prepares the command for the connection, unless the next transaction may be another session's: behind a pooler it is.</summary>
    /// <remarks>A connection string for a pooler has <c>No Reset On Close</c>, since there is no session to reset.</remarks>
    public static Task PrepareForSessionAsync(this NpgsqlCommand command, CancellationToken ct) =>
        new NpgsqlConnectionStringBuilder(command.Connection!.ConnectionString).NoResetOnClose ? Task.CompletedTask : command.PrepareAsync(ct);
}
