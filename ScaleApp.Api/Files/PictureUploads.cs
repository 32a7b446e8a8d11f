using ScaleApp.Data.Files;

namespace ScaleApp.Api.Files;

/// <summary>What became of an upload.</summary>
internal enum UploadOutcome
{
    Saved,
    NotAPicture,
    TooSlow,
}

/// <summary>Takes pictures in: streamed from the request to the store, looked at on the way, never whole in memory and on no disk of a replica.</summary>
internal sealed class PictureUploads(FileArchive files, TimeProvider time)
{
    /// <summary>The largest body, in bytes, with the framing of one that comes in chunks.</summary>
    public const long MaxLength = 5 * 1024 * 1024;

    // Well within the time after which the sweep takes an unfinished file for one that was broken off.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Keeps the request's body under a name, in place of the picture that had it. When it fails, that one stays.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or the client went away.</exception>
    public async Task<(UploadOutcome Outcome, StoredFile? File)> SaveAsync(string name, HttpRequest request, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var head = await request.BodyReader.ReadAtLeastAsync(PictureFormat.HeadLength, either.Token);
            var type = PictureFormat.Of(head.Buffer);
            request.BodyReader.AdvanceTo(head.Buffer.Start);
            if (type is null)
            {
                return (UploadOutcome.NotAPicture, null);
            }

            return (UploadOutcome.Saved,
                await files.SaveAsync(name, type, request.BodyReader.AsStream(leaveOpen: true), request.ContentLength, either.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (UploadOutcome.TooSlow, null);
        }
    }
}
