namespace ScaleApp.Data.Customers;

/// <summary>Invalidates a changed profile on every replica; run by the worker.</summary>
/// <remarks>The replica that made the change invalidates at once as well; the job covers its death and an unavailable Redis.</remarks>
public interface IProfileInvalidationJob
{
    /// <summary>May run more than once: an invalidated profile is read again.</summary>
    Task InvalidateAsync(int customer, CancellationToken ct);
}
