using Hangfire;
using ScaleApp.Data.Jobs;

namespace ScaleApp.Data.Files;

/// <summary>Makes the small version of an uploaded picture. The API enqueues it in the transaction that names the picture.</summary>
public interface IThumbnailJob
{
    /// <summary>May run twice or late: the thumbnail belongs to the content, which never changes.</summary>
    [Queue(JobQueues.Pictures)]
    Task MakeAsync(Guid fileId, CancellationToken ct);
}

public static class ThumbnailName
{
    /// <summary>What the names of all thumbnails begin with; the id of the picture's content follows.</summary>
    public const string Prefix = "thumbnails/";

    public static string Of(Guid fileId) => $"{Prefix}{fileId}";
}
