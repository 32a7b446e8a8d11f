using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Api.Administration;
using ScaleApp.Api.Cart;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Files;
using ScaleApp.Api.Limits;
using ScaleApp.Api.Orders;
using ScaleApp.Api.Orders.Exports;
using ScaleApp.Api.Profiles;
using ScaleApp.Api.Replicas;
using ScaleApp.Api.Rooms;

namespace ScaleApp.Api.Http;

/// <summary>How everything the API takes and gives is written, made at compile time: starting costs no reflection.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BestSeller[]))]
[JsonSerializable(typeof(CartAddition))]
[JsonSerializable(typeof(CartContent))]
[JsonSerializable(typeof(CartQuantity))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(CurrentCustomer))]
[JsonSerializable(typeof(CustomerPage))]
[JsonSerializable(typeof(ExportStatus))]
[JsonSerializable(typeof(CustomerProfile))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSerializable(typeof(LimitedAnswer))]
[JsonSerializable(typeof(Lockout))]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(OrderDetails))]
[JsonSerializable(typeof(OrderPage))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(Picture))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(ProductDetails))]
[JsonSerializable(typeof(ProductPage))]
[JsonSerializable(typeof(ProductUpdate))]
[JsonSerializable(typeof(PublishedKeys))]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(IReadOnlyList<RoomSummary>))]
[JsonSerializable(typeof(Replica))]
[JsonSerializable(typeof(RoleChange))]
[JsonSerializable(typeof(SignedInDevice[]))]
[JsonSerializable(typeof(Shortage[]))]
[JsonSerializable(typeof(TokenPair))]
[JsonSerializable(typeof(TokenRefresh))]
[JsonSerializable(typeof(TokenRevocationRequest))]
internal sealed partial class ApiJson : JsonSerializerContext;
