using ScaleApp.Data.Files;

namespace ScaleApp.Api.Files;

/// <summary>Takes pictures in: streamed from the request to the store and looked at on the way.</summary>
/// <remarks>They are never whole in memory, and on no disk of a replica.</remarks>
internal sealed class PictureUploads(FileArchive files)
{
    /// <summary>The largest body, in bytes, with the framing of one that comes in chunks.</summary>
    public const long MaxLength = 5 * 1024 * 1024;

    /// <summary>
    /// Keeps the request's body under a name, in place of the picture that had it; null when it is no picture. When it fails, the
    /// one before stays.
    /// </summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or the client went away.</exception>
    public async Task<StoredFile?> SaveAsync(string name, HttpRequest request, CancellationToken ct)
    {
        var head = await request.BodyReader.ReadAtLeastAsync(PictureFormat.HeadLength, ct);
        var type = PictureFormat.Of(head.Buffer);

        // Looked at and not taken: the store reads it again.
        request.BodyReader.AdvanceTo(head.Buffer.Start);
        return type is null
            ? null
            : await files.SaveAsync(name, type, request.BodyReader.AsStream(leaveOpen: true), request.ContentLength, ct);
    }
}
