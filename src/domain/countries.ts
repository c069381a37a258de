import { foldText } from "./text-fit.ts";

/** ISO 3166-1: alpha-3 and alpha-2 of every country, and XKX for Kosovo. */
const ISO_CODES = `
ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI
BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT
BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU
CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET
FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR
GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR
IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB
LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH
MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE
NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL
PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ
SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC
TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY
USAUS UZBUZ VATVA VCTVC VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS XKXXK YEMYE ZAFZA ZMBZM ZWEZW`;

/** Names in use that neither English nor French dictionaries of today list. */
const OTHER_NAMES: Record<string, string> = {
  "United States of America": "US",
  "États-Unis d'Amérique": "US",
  "U.S.": "US",
  "É.-U.": "US",
  "Great Britain": "GB",
  England: "GB",
  Scotland: "GB",
  Wales: "GB",
  "Northern Ireland": "GB",
  "U.K.": "GB",
  "Grande-Bretagne": "GB",
  "Czech Republic": "CZ",
  Turkey: "TR",
  Holland: "NL",
  "The Netherlands": "NL",
  "Hong Kong": "HK",
  Macau: "MO",
  "Republic of Korea": "KR",
  "Russian Federation": "RU",
  "Viet Nam": "VN",
};

const byName = indexNames();

/**
 * The ISO 3166-1 alpha-2 code of a country given by alpha-2, alpha-3 or its English or French name, in any case and
 * with or without accents; null when nobody would know which is meant.
 */
export function countryCode(text: string | null): string | null {
  return byName.get(foldText(text ?? "")) ?? null;
}

function indexNames(): Map<string, string> {
  const english = new Intl.DisplayNames(["en"], { type: "region" });
  const french = new Intl.DisplayNames(["fr"], { type: "region" });
  const index = new Map<string, string>();
  for (const pair of ISO_CODES.trim().split(/\s+/)) {
    const alpha2 = pair.slice(3);
    for (const name of [english.of(alpha2), french.of(alpha2), pair.slice(0, 3), alpha2]) {
      if (name) index.set(foldText(name), alpha2);
    }
  }
  for (const [name, alpha2] of Object.entries(OTHER_NAMES)) index.set(foldText(name), alpha2);
  return index;
}
