using Npgsql;

namespace ScaleApp.Worker;

/// <summary>Parameters and preparation of the jobs' commands.</summary>
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

    /// <summary>Prepares the command, except behind a pooler, where the next transaction may use another session.</summary>
    /// <remarks><c>No Reset On Close</c> in the connection string tells that a pooler is used.</remarks>
    public static Task PrepareForSessionAsync(this NpgsqlCommand command, CancellationToken ct) =>
        new NpgsqlConnectionStringBuilder(command.Connection!.ConnectionString).NoResetOnClose ? Task.CompletedTask : command.PrepareAsync(ct);
}
