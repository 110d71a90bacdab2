/* ID tokens: one good one, made with Node's crypto, and every way in which it could be bad. */
#include "wire/jwt.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* clang-format off */
static const char keys[] =
	"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"u1QukjAmcAuzldstJ1tEJ3G4RQCYdC8ZKC-pibxnbq8G6bIztAB_uUBjr82w"
	"QPc4YIpWQMiIRdBqy169pL0cebfp04v5xpQSRJ4Z2ezD1nH7y7ncfZKC1s-7BS1ohg3xe4YWDXE8UxJAx-trC5wJp0mlquOb"
	"R4XQCCTLj7VGy79xBXz1ohC5cVjNDK_FY23X6SdpKB0g7BcbGMz84hMez0cu4WbxDOcWyHfMJRbM3B45i0WwxXRZNjaJBJSO"
	"yG8ZQsx9X7VrDQaM_wVevyG7jp8KEERlYMe4fFLzHzEcLFmMtAVVE3Dyn0LiWii7GGAY9uhx5lT9TQ3nRPtw56WP6w\",\"e"
	"\":\"AQAB\",\"kid\":\"k1\",\"alg\":\"RS256\",\"use\":\"sig\"}]}";
static const char good[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJjbGllbnQiLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjIwMDAsImlhdCI6MTAwMCwiZW1h"
	"aWwiOiJhQGV4YW1wbGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1wbGUuY29t"
	"In0.X9R94BRf4L5HYhPNB2wA17U4iCMsRONJ65GNL9vUqyuMMXps5u93bJpKBmQ30hWMyGHbO4G4VLV_4HDTqOVl19vxialf"
	"qUulk2yU6wXt1yGnh-2n5KqHtmQso4wH1AVNoEoKu-oNvoGNwS8xLdySSvSPe3yEWLYEJ4H4Km-EW3K9Csw7Q_PJXdAA_fEO"
	"lJpBRI_kp4yMMlpkoowaanIwRmIs3Gze8iiU7kbJ8oLzLCXdT9ZW_bErO-0HLKtlGeUSwoMRGBZ2QQdrWwT5Fxz17Fc9CdtY"
	"L5PaU4mk63Z5JbK00UJJbXUxGxFYL3ZiCckZvfDIYPEc6nA0x5tixTcUvg";
static const char short_iss[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhY2NvdW50cy5nb29nbGUuY29tIiwiYXVk"
	"IjoiY2xpZW50Iiwic3ViIjoiMTA3NyIsIm5vbmNlIjoibi0xIiwiZXhwIjoyMDAwLCJpYXQiOjEwMDAsImVtYWlsIjoiYUBl"
	"eGFtcGxlLmNvbSIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJuYW1lIjoiQW5uIiwiaGQiOiJleGFtcGxlLmNvbSJ9.e4SF068"
	"O01HElF0rfwZVHyQOAx2sWAL4IXxjPEV332jxjICS15utMhXvUgOHFqpZbhEviP7X8z0fnXiamq4Tg1znl4UbXn6zeJKu6c-"
	"mGyTpy2nsDHtke-TQyRqMpNG8b5dMHzqwLKrK9-vT8cYvUmCuRWH8SzUQJeCla6eZ6u3gVNZ3o4NplaV6BxNQqqgHVg7abUX"
	"Mc1yM8UT2djLVYvrVHE6OdQPYsQESsGKXIkM5YZXc_f6SdFF0-8rH3jSM6IJgmJjLZvmIDB6AyEhFAIoJFExiy1Vqavt3-ga"
	"zS7S1AN0Js-VTkj4Cx8hiBl7uV_NwPBhiMXfzCrsCVjteLA";
static const char aud_list[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOlsiY2xpZW50Il0sInN1YiI6IjEwNzciLCJub25jZSI6Im4tMSIsImV4cCI6MjAwMCwiaWF0IjoxMDAwLCJl"
	"bWFpbCI6ImFAZXhhbXBsZS5jb20iLCJlbWFpbF92ZXJpZmllZCI6dHJ1ZSwibmFtZSI6IkFubiIsImhkIjoiZXhhbXBsZS5j"
	"b20ifQ.RTcDemRNHozNKgSfLKCSBmocmvanuAJ2f6DRyWHbiKsDE2ESXtrkezXtKjDaWdDIHY51cyZkTpqXkgrUhUnWrnR-Y"
	"e3XeaDRoCBw-RV_8FvsgAR2hZUnBZ2x4t1mb9I7NdJnAMEDizeOZzUUTzgbDs_2L_jsI7TczFB0dS4QQH_9vLVhAR_WmEiP_"
	"FLi8aDGSLcXz1qfLl6o-gl6RcT2npuMLD2Y8mnFJOifGpsiWBwTKSRJY-hAfZ1Mybxcjy11qJu5gtGZEN8OJJtUH5BxPzZkq"
	"72SfTZCSvwQbutKEcFiEy50RL9ZOg1M4nLG6gUjCOnTyxoK_AA6cRSHdnS2wA";
static const char other_aud[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJvdGhlciIsInN1YiI6IjEwNzciLCJub25jZSI6Im4tMSIsImV4cCI6MjAwMCwiaWF0IjoxMDAwLCJlbWFp"
	"bCI6ImFAZXhhbXBsZS5jb20iLCJlbWFpbF92ZXJpZmllZCI6dHJ1ZSwibmFtZSI6IkFubiIsImhkIjoiZXhhbXBsZS5jb20i"
	"fQ.TmhiQkF0XcPXy4DsknSeRlyq4G9aI2yRil64hswZ_nv5T1P1j6Tu8SdEDagUAaVND2JpawBQngT24lMfgatalJ_xYdoXs"
	"Fkjtj1mu4GsJxb2-OrnSbWkFfk5zQYN4-tEsBvpGT4N_qXxwgdL9W7DbmjM-3k9Stl6UkYsvRAnt8lbX-aAD54DRvJG0vryM"
	"2T8oCZgEi4aFu_sc8H1LpomGYNaiX0vznJehuYhdF12W6QuwvJJNNurY-th5E5PVztSp4JcUC2F09xIYwD4x0xfzJnttnn1Z"
	"GZxXmTDIFY8L6fFSV4h4SBHrIikn3Scq7BdgyZ_jBQbfRu0tcrsufyXLA";
static const char aud_azp[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOlsiY2xpZW50IiwieCJdLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjIwMDAsImlhdCI6MTAw"
	"MCwiZW1haWwiOiJhQGV4YW1wbGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1w"
	"bGUuY29tIiwiYXpwIjoieCJ9.m1Ssxd3Qimst_GOwQaX1rfrVdxUr91so0p1FWx0PIerBcE7f8Ll_u-EdKsGqxmyta9IasQr"
	"oAVIRkLgLee22CoFexPFaZEvHhUNACyfSOmvP5ZIJh8UJGq0QJqMVwEPBTqvcRt-kCdXfJEHm-QdgXEDTpEu-qmUCJWo8MnV"
	"ZIe5Bv45KHgaLW0OTRPA3X2BxxfEk17J0wEmfCIrCPVLwz3265VdxCebXQdpgVm2UyU9DAlWv7roK9QzFPLJultQaPSPTKXy"
	"vXd43BBjupVUWfliR2GnQ4JIZfuHgd6aKAccZQpkUeub7zRN1qeq4Nz9QEHlvzQjLBrVK4AXGTUgtvg";
static const char other_iss[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2V2aWwuZXhhbXBsZSIsImF1"
	"ZCI6ImNsaWVudCIsInN1YiI6IjEwNzciLCJub25jZSI6Im4tMSIsImV4cCI6MjAwMCwiaWF0IjoxMDAwLCJlbWFpbCI6ImFA"
	"ZXhhbXBsZS5jb20iLCJlbWFpbF92ZXJpZmllZCI6dHJ1ZSwibmFtZSI6IkFubiIsImhkIjoiZXhhbXBsZS5jb20ifQ.FDEtR"
	"fioXh6-QKjMHM7w5VE0uLYpqGULP4aMABb8w5rBzQVI2XUBgI7JNNF_iqwSM5S5c7lT0HzXL2FKoEnRUmH-8Qx8UPGVrQSOa"
	"XnPZUSLN3S7h3c0UKbJdVWZeNxVwAuP_B1grbYkOBQdVuvJKb4jFZA0bZIXvCyrbPY2CmG8yw7ihEastdKpNjm_U9sR1CmNk"
	"Zpvb9IOJo2Zb3UdHWKQjuliXpLQR-Fi2U8T9yDxxZrTq18CNpqP0JOyzrp5QaCMMiW2EBsXwFVh3CUSzB-FFJSK4eNqRLuZh"
	"2Ls0GBNcktdeU91cfqXu3OushDSbV22__FSfOKUIhgthXUvsQ";
static const char expired[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJjbGllbnQiLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjUwMCwiaWF0IjoxMDAwLCJlbWFp"
	"bCI6ImFAZXhhbXBsZS5jb20iLCJlbWFpbF92ZXJpZmllZCI6dHJ1ZSwibmFtZSI6IkFubiIsImhkIjoiZXhhbXBsZS5jb20i"
	"fQ.D1lmQSD7nbSrf88wT0wHFWWRAYXCqsDtxRPYewy07nZCy8dTSYAfNF_3fqe1SGh2w-ESDalUf1dQI8jqX6ez6jpH8QAK2"
	"_Te3KwCM4TFH-DPjOMyf2nlKjwQOc_v-R9S8ME5GQ97U_PVp8l_0_h4bxjPhv2jNiybMyHU_cm8Z7m02o-Gtg4uZdh92yMWt"
	"pymwu_BfQCgUsoRqLrH-7Sxt0LLQbtnN12RmlMg2tnBlKaYT-mIOySz-xyU4la_RC6MXSY3ZcffFZRiaAwGfLtzoxyFXLzUq"
	"mYY-4msOZGZtHfD8XioDepchebTn7VWuZ5aZthVmLZujSWmmK_bEHHbSw";
static const char future[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJjbGllbnQiLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjIwMDAsImlhdCI6OTAwMCwiZW1h"
	"aWwiOiJhQGV4YW1wbGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1wbGUuY29t"
	"In0.pvItgaGesUeSJas_vj3tswH_ZQMyWKxaj23-0lg9wD1kI5IFoXwARiDt6O3b2MF7yQ3G7PyzaJYNdfsWHSs5da6x3JFy"
	"uW5swGkb22PbJJMDx7KETYquGkueoaizpYnFEz1tV_nyobEij9hBhB_TiuzIOI5Nu1RzrxGj51SNnm14F2JG4EMFYxY5oIgn"
	"sJEByzIDXGLTm5dp7Ef70vS_gC6afwJxMME1yKpNiIw2d1ffY1p09KYPVA8R5cBEiQAxwQ7hhtk5RZ-s-TG0Kju0xEKH6q-J"
	"j4ORIp2J7ulfhSp93uz01GaADw8RK2jvIdes_zhNdcS-IuwOzjjuazqQWw";
static const char other_nonce[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJjbGllbnQiLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTIiLCJleHAiOjIwMDAsImlhdCI6MTAwMCwiZW1h"
	"aWwiOiJhQGV4YW1wbGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1wbGUuY29t"
	"In0.gYXQAkAfLUZ1MOCxXg-qLxAG8Qy1iIh-4BvGAo_fmvuBPlY9g8TuLbdqCdZGfXHDMzfDbROMRrhRP7V7XY94u6eJmC5u"
	"dMnayE-80-_bAl7so92z-RjZu8ieSRMF8EqJRHgUfyOMtBNfQ2jvPcTZgYN-9nKBRbvefgSWk1YMcialiSj5e9ZDfanWXORz"
	"abzKi-ntXOcReSDNvYa-7rrK-nI2gs_xAcZ_8WINQPCxp9oIDR5kdD1ikz3bOPhLLJxSYd_PJxhxBFC67-eNSNG9u7g-xRqH"
	"5BDoCe4pDZ7e0BwhI2QUe_Fp5cB1rL0OuR7UKU4HGwn1Hk9_4Qs2a722Sg";
static const char none[] =
	"eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5jb20iLCJhdWQiOiJjbGllbnQiLCJzdWIi"
	"OiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjIwMDAsImlhdCI6MTAwMCwiZW1haWwiOiJhQGV4YW1wbGUuY29tIiwiZW1h"
	"aWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1wbGUuY29tIn0.";
static const char hmac[] =
	"eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5jb20iLCJhdWQiOiJj"
	"bGllbnQiLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjIwMDAsImlhdCI6MTAwMCwiZW1haWwiOiJhQGV4YW1w"
	"bGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1wbGUuY29tIn0.Gs1527Z00daK"
	"oxYpsNyeD2LGAkj5UHtCPHhhgnqzj6U";
static const char other_key[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsyIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJjbGllbnQiLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjIwMDAsImlhdCI6MTAwMCwiZW1h"
	"aWwiOiJhQGV4YW1wbGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1wbGUuY29t"
	"In0.TTQyIrKvY4zFL87GLslojZT4bkCMjYe6JFeCrXi4WYcQXxkiU3Q97b3yRjwIX8xjTQWvXtkux8wnUHjMi_ZOxwhKu34Q"
	"HcZJES0IdabeLKnOp-FO-zfF_4M6rk5VCzj0onEYI8Ut2ZeW4HQtjguucjhP1WO27FX6xUtbA-hgqmrCUK3oLhXij0kY3nBf"
	"RHZh193zMpbOajABZPNuYfijbuYffLUiKBzuEaeCXx25ur11ztExoFoH7RiWFrVGy2W3gnhjDSjbqeiwHZ3BsWHcG_10R2bG"
	"HJwuROkk2JnIuT1lbpEo_q4u55r68r4-ete0xGm2CP2U-43ofu6oNfNhSA";
static const char nobody[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJjbGllbnQiLCJzdWIiOiIiLCJub25jZSI6Im4tMSIsImV4cCI6MjAwMCwiaWF0IjoxMDAwLCJlbWFpbCI6"
	"ImFAZXhhbXBsZS5jb20iLCJlbWFpbF92ZXJpZmllZCI6dHJ1ZSwibmFtZSI6IkFubiIsImhkIjoiZXhhbXBsZS5jb20ifQ.I"
	"FdEFAEdtdxHoJxgGfB2TZZY3MP3jCq-z9zNG9tipt1xU81SiLB0fpn-H0xeieBQkdEX9sFmGmtHFDhZ7004wm6KdU1gx55eA"
	"BUrkji0LFtD1DB4HxY5xhAH8u1aFt77ZOXUiklS7q7U5OFXI8WtMFJovj2ygCHVO1T7kFj1Z5DLQ3RR-BkRQ3YGwNfBSnCHf"
	"s-XNjMvMoGyUFkIg6quBWhR5tdMESXzYotqInNI8iMDLU9oeqHeVF4a0ukJ0MsRIcLC1xfeuCX_l-QJ4Yylzk7MPztMMMWep"
	"xncfvDWPXEbP89Ax990-U6B1q1X_Q6a8tKwn29HVY3ykdVKGTwLoA";
static const char tampered[] =
	"eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5j"
	"b20iLCJhdWQiOiJjbGllbnQiLCJzdWIiOiIxMDc3Iiwibm9uY2UiOiJuLTEiLCJleHAiOjIwMDAsImlhdCI6MTAwMCwiZW1h"
	"aWwiOiJiQGV4YW1wbGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiJBbm4iLCJoZCI6ImV4YW1wbGUuY29t"
	"In0.X9R94BRf4L5HYhPNB2wA17U4iCMsRONJ65GNL9vUqyuMMXps5u93bJpKBmQ30hWMyGHbO4G4VLV_4HDTqOVl19vxialf"
	"qUulk2yU6wXt1yGnh-2n5KqHtmQso4wH1AVNoEoKu-oNvoGNwS8xLdySSvSPe3yEWLYEJ4H4Km-EW3K9Csw7Q_PJXdAA_fEO"
	"lJpBRI_kp4yMMlpkoowaanIwRmIs3Gze8iiU7kbJ8oLzLCXdT9ZW_bErO-0HLKtlGeUSwoMRGBZ2QQdrWwT5Fxz17Fc9CdtY"
	"L5PaU4mk63Z5JbK00UJJbXUxGxFYL3ZiCckZvfDIYPEc6nA0x5tixTcUvg";
/* clang-format on */

static enum err_code verify(const char *token, int64_t seconds, struct jwt_identity *out)
{
	static struct arena a;
	struct jwt_expect x = { STR("https://accounts.google.com"), STR("client"), STR("n-1"), seconds * 1000000 };
	return jwt_verify(&a, str_z(token), str_z(keys), &x, out).code;
}

static void test_good(void **state)
{
	struct jwt_identity id;
	(void)state;
	assert_int_equal(verify(good, 1500, &id), ERR_OK);
	assert_true(str_eq(id.subject, STR("1077")) && str_eq(id.email, STR("a@example.com")) && id.email_verified);
	assert_true(str_eq(id.name, STR("Ann")) && str_eq(id.hosted_domain, STR("example.com")));
	assert_int_equal(verify(short_iss, 1500, &id), ERR_OK);
	assert_int_equal(verify(aud_list, 1500, &id), ERR_OK);
	assert_int_equal(verify(good, 2000 + JWT_SKEW, &id), ERR_OK);
}

static void test_bad(void **state)
{
	static const char *const bad[] = { other_aud, aud_azp,	other_iss, expired, future, other_nonce, none,
					   hmac,      tampered, nobody,	   "",	    ".",    "..",	 "a.b.c" };
	struct jwt_identity id;
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(verify(bad[i], 1500, &id), ERR_AUTH);
	assert_int_equal(verify(other_key, 1500, &id), ERR_NOT_FOUND);
	assert_int_equal(verify(good, 2001 + JWT_SKEW, &id), ERR_AUTH);
	assert_int_equal(verify(good, 1000 - JWT_SKEW - 1, &id), ERR_AUTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_good), cmocka_unit_test(test_bad) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
