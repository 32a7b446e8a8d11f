using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;

namespace ScaleApp.Data.Files.S3;

/// <summary>Sends a content of unknown length in parts, one after the other, each from the same buffer.</summary>
internal sealed class S3Upload(IAmazonS3 s3, string bucket, string key)
{
    // The smallest that S3 takes for any part but the last.
    internal const int PartSize = 5 * 1024 * 1024;

    private static readonly TimeSpan AbortDeadline = TimeSpan.FromSeconds(10);

    public async Task RunAsync(Stream content, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartSize);
        try
        {
            var count = await FillAsync(buffer, content, ct);
            if (count < PartSize)
            {
                await s3.PutObjectAsync(
                    new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(buffer, 0, count) }, ct);
                return;
            }

            await SendPartsAsync(buffer, content, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task SendPartsAsync(byte[] buffer, Stream content, CancellationToken ct)
    {
        var upload = await s3.InitiateMultipartUploadAsync(bucket, key, ct);
        try
        {
            var parts = new List<PartETag>();
            for (var count = PartSize; count > 0; count = count < PartSize ? 0 : await FillAsync(buffer, content, ct))
            {
                var part = await s3.UploadPartAsync(new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = upload.UploadId,
                    PartNumber = parts.Count + 1,
                    PartSize = count,
                    InputStream = new MemoryStream(buffer, 0, count),
                }, ct);
                parts.Add(new PartETag(part));
            }

            await s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
            {
                BucketName = bucket,
                Key = key,
                UploadId = upload.UploadId,
                PartETags = parts,
            }, ct);
        }
        catch
        {
            await AbortAsync(upload.UploadId);
            throw;
        }
    }

    private async Task AbortAsync(string uploadId)
    {
        using var deadline = new CancellationTokenSource(AbortDeadline);
        try
        {
            await s3.AbortMultipartUploadAsync(bucket, key, uploadId, deadline.Token);
        }
        catch (Exception error) when (error is Amazon.Runtime.AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            // The bucket's lifecycle rule removes the parts; the caller needs the error of the upload.
        }
    }

    private static ValueTask<int> FillAsync(byte[] buffer, Stream content, CancellationToken ct) =>
        content.ReadAtLeastAsync(buffer.AsMemory(0, PartSize), PartSize, throwOnEndOfStream: false, ct);
}
