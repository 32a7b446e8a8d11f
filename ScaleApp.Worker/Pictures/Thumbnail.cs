using SkiaSharp;

namespace ScaleApp.Worker.Pictures;

internal static class Thumbnail
{
    public const string ContentType = "image/webp";
    public const int LongestSide = 256;

    private const int Quality = 80;

    private static readonly SKSamplingOptions Sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Returns a WebP image, upright; null when the picture cannot be decoded.</summary>
    public static byte[]? Make(ReadOnlySpan<byte> picture)
    {
        using var data = SKData.CreateCopy(picture);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return null;
        }

        var scale = Math.Min(1f, (float)LongestSide / Math.Max(codec.Info.Width, codec.Info.Height));

        // JPEG and WebP are decoded at a reduced size, which takes a fraction of the memory.
        var decodable = codec.GetScaledDimensions(scale);
        using var decoded = new SKBitmap();
        if (!decoded.TryAllocPixels(new SKImageInfo(decodable.Width, decodable.Height, SKColorType.Rgba8888, SKAlphaType.Premul))
            || codec.GetPixels(decoded.Info, decoded.GetPixels()) is not SKCodecResult.Success)
        {
            return null;
        }

        var size = new SKSizeI(Side(codec.Info.Width * scale), Side(codec.Info.Height * scale));
        using var resized = decoded.Resize(size, Sampling);
        using var upright = Turn(resized, codec.EncodedOrigin);
        using var encoded = upright.Encode(SKEncodedImageFormat.Webp, Quality);
        return encoded.ToArray();
    }

    private static int Side(float length) => Math.Max(1, (int)MathF.Round(length));

    /// <summary>Cameras store how they were held instead of turning the picture.</summary>
    private static SKImage Turn(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var (width, height) = (bitmap.Width, bitmap.Height);
        var isSideways = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        using var surface = SKSurface.Create(new SKImageInfo(isSideways ? height : width, isSideways ? width : height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.SetMatrix(MatrixOf(origin, width, height));
        surface.Canvas.DrawBitmap(bitmap, 0, 0);
        return surface.Snapshot();
    }

    private static SKMatrix MatrixOf(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
