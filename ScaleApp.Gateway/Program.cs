using ScaleApp.Gateway;

return await ServiceProgram.RunAsync(() => GatewayApplication.Create(args));
