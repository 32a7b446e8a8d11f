using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using ScaleApp.Api.Catalog;
using ScaleApp.Data.Files;

namespace ScaleApp.Api.Files;

internal static class PicturesApi
{
    private const string UploadsPolicy = "uploads";

    private const string AnyType = "*/*";

    private static readonly string[] Formats = [PictureHeader.Jpeg, PictureHeader.WebP];

    public static void AddPictures(this IHostApplicationBuilder builder)
    {
        builder.AddFiles();
        builder.Services.AddOptions<PictureOptions>().BindConfiguration(PictureOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<PictureUploads>();
    }

    public static void MapPictures(this IEndpointRouteBuilder routes)
    {
        var timeout = new RequestTimeoutPolicy
        {
            Timeout = routes.ServiceProvider.GetRequiredService<IOptions<PictureOptions>>().Value.UploadTimeout,
            TimeoutStatusCode = StatusCodes.Status408RequestTimeout,
        };
        var avatars = routes.MapGroup("/api").WithTags("Pictures").RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);
        WithPictureUpload(avatars.MapPut("/me/avatar", SaveAvatar).WithSummary("Upload or replace the signed-in customer's avatar"), timeout);
        avatars.MapDelete("/me/avatar", RemoveAvatar).WithSummary("Remove the signed-in customer's avatar");
        WithPictureDownload(avatars.MapGet("/customers/{id}/avatar", GetAvatar).WithSummary("Get a customer's avatar"));
        WithPictureDownload(avatars.MapGet("/customers/{id}/avatar/thumbnail", GetAvatarThumbnail).WithSummary("Get the thumbnail of a customer's avatar"));

        var products = routes.MapGroup("/api/admin/products").WithTags("Administration").RequireAuthorization(AccountPolicies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        WithPictureUpload(products.MapPut("/{id}/picture", SaveProductPicture).WithSummary("Upload or replace a product's picture"), timeout)
            .ProducesProblem(StatusCodes.Status404NotFound);
        products.MapDelete("/{id}/picture", RemoveProductPicture).WithSummary("Remove a product's picture").ProducesValidationProblem();
        WithPictureDownload(routes.MapGet("/api/products/{id}/picture", GetProductPicture).WithTags("Pictures").WithSummary("Get a product's picture"));
        WithPictureDownload(routes.MapGet("/api/products/{id}/picture/thumbnail", GetProductThumbnail).WithTags("Pictures").WithSummary("Get the thumbnail of a product's picture"));
    }

    private static Task<IResult> SaveAvatar(HttpRequest request, ClaimsPrincipal user, PictureUploads uploads, CancellationToken ct) =>
        SaveAsync(AvatarOf(user.CustomerId()), $"/api/customers/{user.CustomerId()}/avatar", request, uploads, ct);

    private static async Task<NoContent> RemoveAvatar(ClaimsPrincipal user, FileArchive files, CancellationToken ct)
    {
        await files.RemoveAsync(AvatarOf(user.CustomerId()), ct);
        return TypedResults.NoContent();
    }

    private static Task<IResult> GetAvatar([Range(1, int.MaxValue)] int id, FileArchive files, HttpResponse response, CancellationToken ct) =>
        ServeAsync(AvatarOf(id), "private, no-cache", files, response, ct);

    private static Task<IResult> GetAvatarThumbnail([Range(1, int.MaxValue)] int id, FileArchive files, HttpResponse response, CancellationToken ct) =>
        ServeThumbnailAsync(AvatarOf(id), "private, no-cache", files, response, ct);

    private static async Task<IResult> SaveProductPicture(
        [Range(1, int.MaxValue)] int id, HttpRequest request, CatalogCache catalog, PictureUploads uploads, CancellationToken ct) =>
        await catalog.FindProductAsync(id, ct) is null
            ? TypedResults.NotFound()
            : await SaveAsync(PictureOf(id), $"/api/products/{id}/picture", request, uploads, ct);

    private static async Task<NoContent> RemoveProductPicture([Range(1, int.MaxValue)] int id, FileArchive files, CancellationToken ct)
    {
        await files.RemoveAsync(PictureOf(id), ct);
        return TypedResults.NoContent();
    }

    private static Task<IResult> GetProductPicture(
        [Range(1, int.MaxValue)] int id, FileArchive files, HttpResponse response, CancellationToken ct) =>
        ServeAsync(PictureOf(id), "public, max-age=60", files, response, ct);

    private static Task<IResult> GetProductThumbnail(
        [Range(1, int.MaxValue)] int id, FileArchive files, HttpResponse response, CancellationToken ct) =>
        ServeThumbnailAsync(PictureOf(id), "public, max-age=60", files, response, ct);

    private static async Task<IResult> SaveAsync(
        string name, string address, HttpRequest request, PictureUploads uploads, CancellationToken ct)
    {
        // One that is too slow is ended by its timeout, with the status that its policy says.
        switch (await PictureUploads.DetectAsync(request, ct))
        {
            case null:
                return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, title: "The body is not a picture that the shop can show.",
                    detail: "Send the bytes of a PNG, JPEG or WebP file as the body.");
            case { HasValidSize: false } header:
                return TypedResults.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "This picture cannot be shown.",
                    detail: $"The picture is {header.Width} by {header.Height} pixels. Each side must have 1 to {PictureHeader.LongestSide} pixels.");
            case { } header:
                var file = await uploads.SaveAsync(name, header.ContentType, request, ct);
                return TypedResults.Ok(new Picture(address, file.ContentType, file.Length!.Value));
        }
    }

    private static async Task<IResult> ServeAsync(
        string name, string cacheControl, FileArchive files, HttpResponse response, CancellationToken ct) =>
        await files.FindAsync(name, ct) is { } file ? files.Serve(file, response, cacheControl) : TypedResults.NotFound();

    /// <summary>The thumbnail, or the picture itself until a worker has made one.</summary>
    private static async Task<IResult> ServeThumbnailAsync(
        string name, string cacheControl, FileArchive files, HttpResponse response, CancellationToken ct)
    {
        if (await files.FindAsync(name, ct) is not { } picture)
        {
            return TypedResults.NotFound();
        }

        return await files.FindAsync(ThumbnailName.Of(picture.Id), ct) is { } thumbnail
            ? files.Serve(thumbnail, response, cacheControl)
            : files.Serve(picture, response, "no-cache");
    }

    private static RouteHandlerBuilder WithPictureUpload(RouteHandlerBuilder endpoint, RequestTimeoutPolicy timeout) => endpoint
        .RequireLimit(UploadsPolicy).WithMetadata(new RequestSizeLimitAttribute(PictureUploads.MaxLength), timeout)
        // Phones and cameras send image/jpg, application/octet-stream or nothing: the bytes decide.
        .Accepts<Stream>(PictureHeader.Png, [.. Formats, AnyType])
        .Produces<Picture>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status408RequestTimeout)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static RouteHandlerBuilder WithPictureDownload(RouteHandlerBuilder endpoint) => endpoint
        .ProducesFile(PictureHeader.Png, Formats).ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);

    private static string AvatarOf(int customer) => $"avatars/{customer}";

    private static string PictureOf(int product) => $"products/{product}";
}

/// <summary>A picture that was taken in.</summary>
public sealed record Picture(string Address, string ContentType, long Length);
