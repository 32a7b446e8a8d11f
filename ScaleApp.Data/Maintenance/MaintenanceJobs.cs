namespace ScaleApp.Data.Maintenance;

/// <summary>Removes what has expired: stored responses, carts, exports, sign-ins, files without a name, records of old mails and digests.</summary>
public interface ICleanupJob
{
    /// <summary>May run twice or at the same time: it deletes what is left.</summary>
    Task RunAsync(CancellationToken ct);
}

/// <summary>Rotates the keys that sign tokens when that is due.</summary>
public interface IKeyRotationJob
{
    /// <summary>May run twice or at the same time: the database decides whether a rotation is due.</summary>
    Task RunAsync(CancellationToken ct);
}
