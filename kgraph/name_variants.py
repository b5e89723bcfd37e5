"""Spellings of one name: transliterations, pet names, and given names as other languages have them.

General knowledge about names, as little of it as pays: that two names are variants of each other is a reason to look
at what else speaks for one person, never a proof.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

#: Given names that may stand for each other, one set a line, or more where the next are
#: indented; a name may be in several ("Sasha").
_GIVEN = """
adolf adolph adolphe adolfo dolf
agnes agnese ines inez agnieszka
albert alberto adalbert albrecht bert
aleksandr alexander alexandre alessandro alejandro aleksander alec alex sandy sasha sascha sandor olek alick
aleksandra alexandra alessandra alejandra sandra sasha sascha sanda
aleksei alexei alexey alexis alexej alyosha
alfred alfredo fred freddie freddy alf
alice alicja alicia alix
amelia amalia amelie milly
ana ann anna anne anya annie anita annette hannah nan nancy anny aneta ania
anastasia anastasiya nastya asya stasia
andrei andrey andre andrew andreas andrea andres andrzej andras andy drew ondrej
anton antonio anthony antoine antoni antonin tony toni
antonia antonina antonietta tosia tonia
arkady arkadi arkadij arkadiy
arthur artur arturo art
augustin agustin augustine
barbara barbora varvara basia babs
beatrice beatrix beatriz bea trixie
benjamin ben benny benjamim
boris borya
carl karl charles carlo carlos karel charlie chuck carolus karol karoly
carla karla charlotte carlotta lotte lottie
catherine katherine katharine kathleen katarina katarzyna catarina caterina yekaterina ekaterina katya kate
  katie kitty kathe katalin kasia kathy cathy karin trina
cecilia cecile celia cecily zilka
christian kristian cristiano
christina christine kristina cristina kirsten kerstin tina christa
christopher christoph cristobal krzysztof kristof chris kit
clara klara claire chiara
claude claudio klaus
daniel daniele danilo dan danny
david davide dave davy
dmitri dmitry dimitri dmitrij dmitriy dmytro dima mitya
dominic dominik dominique domenico domingo dom
dorothy dorothea dorothee dora dolly dot dottie
edmund edmond edmondo
edward eduard edouard eduardo edvard ed eddie eddy ted teddy ned
eleanor eleonora leonora elinor nell nelly nora ellie
elena helena helen helene yelena jelena ellen nell lena ilona alena olena
elizabeth elisabeth elisabetta isabel isabelle isabella elisaveta yelizaveta erzsebet elzbieta liz lizzie beth
  betty bess bessie eliza elsa else lisa lise libby betsy elsie lisbeth liesl
emil emile emilio
emily emilia emilie milly
eric erik erich enrique eirik
ernest ernst ernesto erno
eugene eugen eugenio yevgeny evgeny evgeni jevgenij gene zhenya jeno
eugenia eugenie yevgenia evgenia
eva eve ewa yeva
felix feliks
ferdinand fernando ferdinando ferdi nandor
francis francois francesco francisco franz frank frantisek franciszek ferenc paco frans fran
frances francoise francesca francisca franziska frantiska fanny franny
frederick friedrich frederic federico fredrik frederik fryderyk fritz fred freddie freddy rick bedrich frigyes
gabriel gabriele gabor gabi
gabriela gabrielle gabriella gaby
galina galya
gennady gennadi gennadij
george georges georg giorgio jorge yuri yury juri jurij georgy georgi georgii gyorgy jerzy jiri joris jurgen georgiy
gerald gerard gerhard gerardo jerry gerry gert
gertrude gertrud trude trudy
giovanni john johann johannes juan jean ivan jan johan hans ian sean ioan janos jack johnny hansi vanya joao
  jens yannis ioannis evan yan
gregory grigory grigori gregor gregorio gregoire greg grisha grzegorz gergely
guillaume william wilhelm guglielmo guillermo willem vilem vilmos bill billy will willy willie wilhem wim
gustav gustave gustavo gusztav
harriet henriette henrietta enriqueta hattie
henry heinrich henri enrico enrique hendrik henrik harry hal heinz henryk jindrich
hermann herman armand ermanno
hugo hugh ugo hugues
ignaz ignacio ignace ignacy ignatius
igor ihor
ilya ilia elias elie
irina irene irena ira
isaac isaak itzhak yitzhak izaak ike
jacob jakob jacopo jacques james jaime jakub giacomo yakov jacobo jim jimmy jamie diego iago santiago jaap jacek jack
jane jean joan joanna johanna jeanne juana giovanna janet jana jeanette joanne ioana jenny ivana hanna hanne
jeffrey geoffrey geoff jeff godfrey gottfried
jeremy jeremiah jerry
joaquin joachim achim
jonathan jon johnny
joseph josef giuseppe jose jozef iosif osip joe joey pepe jozsef jossif josip beppe sepp jef
josephine josefine giuseppina josefina jo josie
joshua josh
judith judy judit jutta
julia julie giulia yulia juliette giulietta yuliya jule
julian julien giuliano julius jules julio giulio gyula
klement clement clemente klemens
konstantin constantin constantine costantino kostya konstanty
laura lora laure
lawrence laurence lorenz lorenzo laurent lars larry vavrinec lorinc laurenz
leo lev leon leonid leonhard leonardo leonard lew leopold len lenny
leopold leopoldo leopolda
louis ludwig luigi luis lewis lodovico ludovic ludvik lou lajos ludwik lutz
louise luise luisa louisa lou ludmila
lucia lucy lucie lucille luzia
ludmila ludmilla lyudmila mila
luke lukas luca lucas lukasz
lydia lidia lidiya
magdalena madeleine magdalene maddalena lena magda madeline
manuel emmanuel emanuel emanuele manolo immanuel
marc mark marcus marco marcos markus marek
margaret margarita marguerite margherita margarete margarethe margot greta grete peggy maggie meg madge daisy
  rita malgorzata margit gretel marjorie margo margret
maria mary marie marija mariya mari maruja molly polly mimi marion masha marya maryla mitzi manya
marianne mariana marianna mary-ann marian
martha marta marfa
martin marcin martino marton
matthew matthias matteo matthieu mateo mateusz matt matyas matvei
maurice moritz mauricio maurizio moric
max maximilian maxim maxime massimo maks maksim
michael mikhail michel michele miguel michal mihail mihai mike mick mickey misha mischa mihaly mikael
michelle michele michaela
miriam mirjam maryam
moses moshe moishe moisei mose
natalia natalie nathalie natalya natasha nathalia
nicholas nikolai nicolas nicola niccolo nikolaus nikolay nick nicky klaus claus kolya nicolai miklos mikolaj
  nikita niels nils
nicole nicola nicoletta
nina antonina
olga helga
oscar oskar
patrick patrizio patricio paddy pat
patricia pat patsy tricia
paul pablo paolo pavel pawel pal paulo pavlo poul
paula paola pauline paulina
peter pyotr pierre pietro pedro petr piotr petros pete petya pjotr peder pieter petter
philip philippe felipe filippo philipp filip phil
rachel rachele raquel rahel
raphael rafael raffaele raffaello rafal
raymond raimund ramon raimondo ray
rebecca rebekka becky
richard riccardo ricardo rick dick dickie ryszard rich
robert roberto rupert bob bobby rob robbie bert
roger rodger ruggero rogelio rudiger
roland orlando rolando
roman romain romano
rosa rose rosie rosina rosita roza
rudolf rudolph rodolphe rodolfo rudi rudy rezso
salvator salvatore salvador sal
samuel samuele sam sammy
sara sarah sally sadie zara
sebastian sebastien sebastiano bastian
sergei sergey serge sergio serhii sergej
simon simone simeon szymon semyon
sofia sophia sophie sofya zofia sonja sonya sonia sofie zsofia
stanislav stanislaw stanislas estanislao stan
stella estelle estella
stephen steven stefan stephan etienne stefano esteban stepan istvan szczepan steve stevie steffen
susan susanna susanne suzanne zuzana susana sue susie zsuzsanna suzy
sven svend swen
tamara tomochka toma
tatiana tatyana tanya tatjana tania
teresa theresa therese terezie thea tess terry tereza terez
theodore theodor teodoro fyodor fedor feodor theo ted teodor tivadar
thomas tommaso tomas tomasz tom tommy tamas toma
timothy timofei timoteo tim timmy
valentin valentine valentino walenty
valery valeri valerij
vera wera viera
veronica veronika veronique
victor viktor vittorio vic wiktor
victoria viktoria vittoria vicky
vincent vincenzo vicente vinzenz vince vincenc
virginia virginie ginny
vladimir wladimir volodymyr vova volodya wlodzimierz
vasily vassily wassily vasili vasilij basil vasil vasyl
vyacheslav wjatscheslaw viacheslav slava
walter gualtiero gauthier wally walt
wenceslas vaclav wenzel venceslao
yehudi jehudi
yevdokia evdokia eudoxia
zdenek sidonius
adelaide adelheid adelaida addie heidi
agatha agathe aggie
alan allan allen al
albert alberto bertie
alexander eck sacha sanyi xan
andrei andryusha andriy andrija
arnold arnie noldi
astrid asta
bartholomew bart barth
bernard bernhard bernardo bernie
bridget brigid brigitte birgitta birgit brid bridie biddy britta
cedric ced
clarence clarrie
clement clem
clementine clemmie
clifford cliff
clifton cliff
constance constanze konstanze connie
cornelia nelly nelia
cornelius cornel kornel
cyril kyrill kirill
deborah deb debbie debby
denis denys dennis dionisio
donald don donnie
douglas doug dougie
edgar edgardo ed eddie ted
edith edyth editha edie
edna eddie
edwin edvin ed eddie ned ted
eileen aileen eily
elias ilya elijah eli ilja
eliza liza
ernest ernst ernesto ernie erno
estelle essie
esther hester ester essie
eugene yevgeny evgeny evgeni eugen eugenio jewgeni zhenya gene jeno
eugenia yevgenia evgenia zhenya genia
eunice eunie
evelyn evie eve
ferdinand fernand fernando ferdie ferdl
flora florrie
florence florentine flo florrie flossie
frances francesca franziska frantiska fran fanny frankie franny
francis franz francois francesco francisco frank frantisek franciszek ferenc franjo franta frankie paco feri
franklin frank
frederick friedrich frederic frederik federico fred freddie freddy fritz fryderyk
frederica friederike frederike freda frieda freddie
gabriel gabriele gabor gabe
gabriella gabriele gabrielle gaby gabi
galina galya
gennady gena
georgina georgiana georgie gina
gerald geraldo gerry jerry
geraldine gerry
gerard gerhard gerardo gerry
gertrude gertrud trude trudi trudy gert gertie truda
gilbert gilberto gil bert
gladys glad
gloria glo
gordon gordie
grace gracie grazia
gregory grigory grigori grigorij gregor gregorio grisha greg hryhoriy
gwendolen gwendolyn gwen
harold harald aroldo harry hal
harriet harriett hattie hatty
harvey harve
hedwig hedviga jadwiga hedy hedi
henrietta henriette enrichetta hetty etta hattie henni
herbert heribert bert bertie herb herbie
hermann herman hermann arman
hilda hilde hildegard hildy
horace horatio horatius
howard howie
hubert uberto bert bertie
hugh hugo ugo hughie huw
ida idina
ignatius ignaz ignacio ignacy ignat hynek nacho
ilona ilonka ili ilka
irene irina irena irenka ira
irving irvin irv
isidore isidor isidoro izzy isidro
israel izzy srul
iris irisz
jacob jakob jakub yakov jacobo jake jascha yasha jakov
janet jeannette janette jenny
jasper kaspar caspar kasper gaspard
jeffrey geoffrey geoff jeff
jennifer jenny jen
jeremiah jeremy jerry
jerome hieronymus jerry
jessica jess jessie
joan joanna johanna jeanne jean juana giovanna ioana jana siobhan hansi
jonathan jon jonny
joyce joy
juan juancho
judah yehuda
kenneth ken kenny
larisa lara
lambert lambrecht bert
leslie lesley les
lewis lew lou
lillian lilian liliana liliane lily lilly lil lili
linda lindy
lionel leonello
lorna lorna
luba lyuba lyubov ljuba ljubov
luther lute
lyudmila lida
mabel may maybelle
magnus mans
manfred fred mani
marcel marcello marcelo
marcia marzia
marilyn mari
marina marinka
marjorie madge marge
mathilda matilda mathilde tilly tillie mattie matylda
maud maude
mervyn merv
mildred millie milly
millicent millie milly
mitchell mitch
muriel mu
myrtle myrt
nadezhda nadia nadya nadja nadine
nathan nathaniel nat nate natan
neville nev
nigel nige
norman norm
oliver ollie oliviero noll
oswald oswaldo ossie ozzie
otto ottone
pavel pasha
pearl pearlie
penelope penny
percival percy
philippa pippa pip
phyllis phyl
prudence prue
quentin quintin
raisa raya
ralph rafe
reginald reinhold reg reggie
rhoda rhodie
ronald ron ronnie
rosalie rosalia rosalind rosalinde ros roz
rosemary rosemarie rosie romy
roswitha rosl
ruth ruthie
sean john seaghan shaun shawn
seamus james jim jimmy seamas
sheila sheelagh sile
sidney sydney sid syd
siegfried sigfrid siggi sigi
sigmund zygmunt zsigmond siggi
solomon salomon sol solly shlomo
stanley stan
svetlana sveta
sylvia silvia sylvie silvie
tadhg timothy tim
thaddeus tadeusz thad
theodora teodora dora thea
terence terrence terry
therese resi
tobias toby
ulrich ulrik udalrico uli ully
ulrike ulrica uli
una oonagh oona
ursula orsolya ursel ulla uschi
vadim dima
valentina valya
valerie valeria val
vaughan vaughn
viola violet violetta vi
vivian vivien vivienne viv
vsevolod seva
wallace wally
warren warrie
wilfred wilfrid wilf fred
wilhelmina wilhelmine mina minnie wilma helmine billie
william wilhelm guillaume guglielmo guillermo vilem bill billy will willie willy liam wim vilmos willem
winifred winnie win fred freda
winston winnie
wolfgang wolf wolfi
yuri georgi george georg georges jorge jiri giorgio jerzy georgy gyorgy yura jurij juri
zachary zacharias zack zak
zinaida zina
peadar peter
padraig patrick paddy
maire mary molly moira maura
eoghan eugene owen
catriona katharine caitlin kathleen kit
brendan brandon
"""

_SETS: dict[str, set[int]] = defaultdict(set)
for _number, _line in enumerate(_GIVEN.replace("\n  ", " ").split("\n")):
    for _name in _line.split():
        _SETS[_name].add(_number)

_INITIALS: dict[str, set[str]] = defaultdict(set)
for _line in _GIVEN.replace("\n  ", " ").split("\n"):
    for _name in _line.split():
        _INITIALS[_name].update(other[0] for other in _line.split())

#: Spellings of one sound, in this order. Everything is folded before: no accents, lower case.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tsch|tch|tsj|cz", "ch"),
        (r"shch|schtsch", "sch"),
        (r"sch|sj", "sh"),
        (r"zh|dj|dzh", "j"),
        (r"kh|(?<![sct])h(?=r)", "h"),
        (r"ph", "f"),
        (r"ae", "a"),
        (r"oe", "o"),
        (r"ue", "u"),
        (r"ff?\b", "v"),
        (r"w", "v"),
        (r"ou|oo", "u"),
        (r"ya|ja", "ia"),
        (r"yu|ju", "iu"),
        (r"ye|je", "ie"),
        (r"yo|jo", "io"),
        (r"ck|(?<!s)c(?=[aou])|q", "k"),
        (r"ks|x", "ks"),
        (r"ij|iy|ii|yi|y|j\b", "i"),
        (r"iov\b", "ev"),
        (r"(\w)\1+", r"\1"),
        (r"(?<=[^aeiou])e\b", ""),
    )
)


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """What transliterations of a folded name have in common: "chaikin" for chaikin, tchaikin, chaikine.

    >>> skeleton("prokofieff") == skeleton("prokofiev")
    True
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def is_given(word: str) -> bool:
    """Whether a folded word is one of the common given names that are listed here."""
    return word in _SETS


def same_given(a: str, b: str) -> bool:
    """Whether two folded given names may be forms of one: "peggy", "margaret"; "lev", "leo"; "sergei", "serguei"."""
    if _SETS.get(a, set()) & _SETS.get(b, set()):
        return True
    return len(a) > 2 and len(b) > 2 and skeleton(a) == skeleton(b)


def may_begin(name: str, initial: str) -> bool:
    """Whether a folded given name, or a form of it, begins with a letter: "M." may be Peggy."""
    return name[0] == initial or initial in _INITIALS.get(name, ())


def given_keys(name: str) -> frozenset[str]:
    """Keys of which two given names that are forms of one have at least one in common."""
    return frozenset({skeleton(name), *(f"#{number}" for number in _SETS.get(name, ()))})
